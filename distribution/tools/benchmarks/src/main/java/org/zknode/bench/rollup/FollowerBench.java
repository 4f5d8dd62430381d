/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.zknode.bench.load.ChainCount;
import org.zknode.bench.rollup.ChainWatch.Reached;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/**
 * A new external node takes the main node's chain by zks replay; then a new plain Besu takes the
 * same chain from the same node by Besu's own full sync, told the head as a consensus client does.
 * Both are started and ready before they are connected; what counts is from the connection (replay)
 * and from the first engine_forkchoiceUpdated on an existing connection (full sync) to the head.
 */
final class FollowerBench {
  private static final String SECTION = "follower";
  private static final double AIM = 1.0;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);

  /** A consensus client repeats the head in each slot; ours are shorter. */
  private static final Duration HEAD_INTERVAL = Duration.ofMillis(500);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final double PER_THOUSAND = 1_000;
  private static final String BY_REPLAY = "zks replay";
  private static final String BY_FULL_SYNC = "Besu's full sync";

  private final Devnet devnet;
  private final RollupFigures figures;

  FollowerBench(final Devnet devnet, final RollupFigures figures) {
    this.devnet = devnet;
    this.figures = figures;
  }

  void run(final Optional<Path> besuHome) {
    final JsonRpc main = devnet.mainNode().rpc();
    final long head = devnet.mainNode().head();
    final double replayed = replay(main, head, besuHome.isPresent());
    if (besuHome.isEmpty()) {
      figures.skip(SECTION, "Besu's own full sync: there is no Besu");
      return;
    }
    final double synced = fullSync(besuHome.get(), main, head);
    figures.ratio(
        SECTION, "zks replay to Besu's full sync, by transactions", replayed / synced, AIM);
  }

  private double replay(final JsonRpc main, final long head, final boolean besu) {
    final NodeProcess node =
        devnet.probeNode(besu ? Optional.empty() : Optional.of(devnet.mainEnode()), Map.of());
    node.start();
    node.awaitReady();
    final ProcessFacts process = new ProcessFacts(node.process());
    final double cpu = process.cpuSeconds();
    if (besu) {
      addPeer(node.rpc());
    }
    final Reached reached =
        new ChainWatch(node.process(), node::head, TIMEOUT).await(head, () -> {});
    final double rate = report(BY_REPLAY, main, reached, process.cpuSeconds() - cpu);
    requireSame(main, node.rpc(), head);
    node.close();
    return rate;
  }

  private double fullSync(final Path besuHome, final JsonRpc main, final long head) {
    try (PlainBesu besu =
        PlainBesu.start(
            besuHome,
            "full-sync",
            devnet.genesisFile(),
            devnet.dataFolder(),
            Devnet.BLOCK_GAS_LIMIT,
            Devnet.L2_CHAIN_ID)) {
      addPeer(besu.rpc());
      awaitPeer(besu.rpc());
      final String headHash = hash(main, head);
      final String genesis = hash(main, 0);
      final ProcessFacts process = new ProcessFacts(besu.process());
      final double cpu = process.cpuSeconds();
      final long[] last = {0};
      final Reached reached =
          new ChainWatch(besu.process(), besu::head, TIMEOUT)
              .await(
                  head,
                  () -> {
                    if (System.nanoTime() - last[0] > HEAD_INTERVAL.toNanos()) {
                      last[0] = System.nanoTime();
                      besu.forkchoice(headHash, genesis);
                    }
                  });
      final double rate = report(BY_FULL_SYNC, main, reached, process.cpuSeconds() - cpu);
      requireSame(main, besu.rpc(), head);
      return rate;
    }
  }

  private double report(
      final String way, final JsonRpc main, final Reached reached, final double cpuSeconds) {
    final long transactions = ChainCount.transactions(main, 0, reached.last());
    final double rate = transactions / reached.secondsInAll();
    figures.add(SECTION, way + ": blocks", reached.last(), "blocks");
    figures.add(
        SECTION, way + ": blocks per second", reached.last() / reached.secondsInAll(), "blocks/s");
    figures.add(SECTION, way + ": transactions per second", rate, "tx/s");
    figures.add(
        SECTION,
        way + ": processor time per 1000 transactions",
        cpuSeconds * PER_THOUSAND / transactions,
        "s");
    return rate;
  }

  private void addPeer(final JsonRpc node) {
    if (node.tryCall("admin_addPeer", devnet.mainEnode()).isEmpty()) {
      throw new LauncherException(node.url() + " does not take a peer");
    }
  }

  private static void awaitPeer(final JsonRpc node) {
    final long deadline = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
    while (node.tryQuantity("net_peerCount").orElse(0L) == 0) {
      if (System.nanoTime() > deadline) {
        throw new LauncherException(node.url() + " does not connect to the main node");
      }
      Pause.of(POLL);
    }
  }

  private static void requireSame(final JsonRpc main, final JsonRpc other, final long number) {
    if (!hash(main, number).equals(hash(other, number))) {
      throw new LauncherException("the nodes disagree about block " + number);
    }
  }

  private static String hash(final JsonRpc node, final long number) {
    return node.tryCall("eth_getBlockByNumber", "0x" + Long.toHexString(number), false)
        .orElseThrow(
            () -> new LauncherException("%s has no block %d".formatted(node.url(), number)))
        .path("hash")
        .asText();
  }
}
