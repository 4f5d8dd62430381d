/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.zknode.eth.PrivateKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Claims a deposit of either network on the other one; anybody may, the receiver stays the same.
 */
@Command(
    name = "claim",
    mixinStandardHelpOptions = true,
    description = "Claims a deposit of either network on the other one.")
final class ClaimCommand implements Callable<Integer> {
  private final PrintStream out;
  @Mixin NetworkOptions options = new NetworkOptions();

  @Option(
      names = "--key-file",
      paramLabel = "<file>",
      description = "File with the hex key of the account that pays for the claim")
  Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--network",
      required = true,
      paramLabel = "<id>",
      description = "Network of the deposit: 0 = L1, else the rollup")
  long network;

  @Option(
      names = "--deposit",
      required = true,
      paramLabel = "<number>",
      description = "Number of the deposit there, as deposit, withdraw and status print it")
  long deposit;

  ClaimCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    final PrivateKey key = Parsing.key(keyFile);
    final Patience patience = options.patience();
    return options.with(
        networks -> {
          networks.side(network);
          final Transfer transfer = networks.node().get(network, deposit);
          final Outlook outlook = new Outlook(networks, Clock.systemUTC());
          final Claims claims = new Claims(networks);
          if (!canBeClaimed(networks, claims, transfer)) {
            throw new BridgeClientException(
                "deposit %d of network %d cannot be claimed yet: %s"
                    .formatted(deposit, network, outlook.toBeReady(transfer)));
          }
          final Progress progress = new Progress(out, 1);
          final Wallet wallet = new Wallet(key, patience, progress);
          progress.begins("deposit %d of network %d is claimed".formatted(deposit, network));
          new Journey(networks, claims, wallet, outlook, patience, progress)
              .claim(transfer, Duration.ZERO);
        });
  }

  /** A claim that only the node knows of hides that it can be. */
  private boolean canBeClaimed(
      final Networks networks, final Claims claims, final Transfer transfer) {
    if (!networks.has(transfer.leaf().destinationNetwork())) {
      return transfer.ready();
    }
    if (claims.isClaimed(transfer)) {
      throw new BridgeClientException(
          "deposit %d of network %d is claimed already, by %s on network %d"
              .formatted(
                  deposit,
                  network,
                  transfer.isClaimed() ? "transaction " + transfer.claim() : Claims.NOT_INDEXED,
                  transfer.leaf().destinationNetwork()));
    }
    return transfer.ready() || transfer.isClaimed();
  }
}
