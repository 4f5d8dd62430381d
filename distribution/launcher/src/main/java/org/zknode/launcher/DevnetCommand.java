/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetHome;
import org.zknode.devnet.DevnetOptions;
import org.zknode.devnet.DevnetResult;
import org.zknode.devnet.DevnetSession;
import org.zknode.devnet.DevnetSetup;
import org.zknode.devnet.process.LauncherException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zknode devnet}. */
@Command(
    name = "devnet",
    mixinStandardHelpOptions = true,
    description = "Runs a whole zk-rollup on this machine: L1, database, nodes, verifier, prover.")
public final class DevnetCommand implements Callable<Integer> {
  private static final int MAX_BATCHES = 1000;

  private final PrintStream out;
  private final Map<String, String> environment;

  @Mixin EngineChoice engine = new EngineChoice();

  @Mixin AttachChoice attach = new AttachChoice();

  @Option(
      names = "--exit-after-verified",
      paramLabel = "<batches>",
      description = "Send transactions, wait until so many batches are verified on L1, check, end")
  Optional<Integer> exitAfterVerified = Optional.empty();

  @Option(
      names = "--json",
      description = "Print the result of --exit-after-verified as JSON in the last line")
  boolean json;

  @Option(
      names = "--fund-by-deposit",
      description =
          "The dev accounts get their ether on L2 by deposits on L1 instead of by the genesis file")
  boolean fundByDeposit;

  @Option(
      names = "--l3",
      description = "A second rollup, whose L1 is an external node of the first one")
  boolean l3;

  DevnetCommand(final PrintStream out, final Map<String, String> environment) {
    this.out = out;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    final long start = System.nanoTime();
    final DevnetOptions chosen = engine.options(environment);
    final DevnetOptions funded = fundByDeposit ? chosen.fundedByDeposit() : chosen;
    final DevnetOptions options = l3 ? funded.withL3() : funded;
    exitAfterVerified.ifPresent(
        wanted -> EngineChoice.require("--exit-after-verified", wanted, MAX_BATCHES));
    if (json && exitAfterVerified.isEmpty()) {
      throw new LauncherException("--json needs --exit-after-verified");
    }
    final DevnetSetup setup = attach.attached().map(DevnetSetup::on).orElseGet(DevnetSetup::usual);
    if (fundByDeposit && setup.attached().isPresent()) {
      throw new LauncherException(
          "--fund-by-deposit needs an L1 of the devnet's own: the dev accounts have nothing on --l1-url");
    }
    if (l3 && setup.attached().isPresent()) {
      throw new LauncherException(
          "--l3 needs an L1 of the devnet's own: what deploys on L2 has ether there by the genesis file, which the contracts at --l1-url do not know");
    }
    final DevnetHome home = DevnetHome.fromSystemProperties();
    final CountDownLatch stopped = new CountDownLatch(1);
    Optional<DevnetResult> result = Optional.empty();
    try (DevnetSession session = DevnetSession.open(stopped)) {
      final Devnet devnet = session.start(options, setup, home, out);
      if (exitAfterVerified.isPresent()) {
        result = Optional.of(session.drive(devnet, exitAfterVerified.get(), out, start));
      } else {
        session.show(devnet, out);
      }
    } finally {
      stopped.countDown();
    }
    // After everything is stopped, so that the JSON really is the last line.
    result.ifPresent(this::printResult);
    return 0;
  }

  private void printResult(final DevnetResult result) {
    printRollup("L1", result.l2());
    result.l3().ifPresent(rollup -> printRollup("L2", rollup));
    out.printf("%d s%n", result.seconds());
    if (json) {
      try {
        out.println(new ObjectMapper().writeValueAsString(result.toJson()));
      } catch (final JsonProcessingException e) {
        throw new LauncherException("the result cannot be printed", e);
      }
    }
  }

  private void printRollup(final String below, final DevnetResult.Rollup rollup) {
    out.printf(
        "%d batches verified on %s, %d transactions, %d verifier signatures, all nodes agree on block %d%n",
        rollup.batches().verified(),
        below,
        rollup.transactions(),
        rollup.verifierSignatures(),
        rollup.mainNode().block());
  }
}
