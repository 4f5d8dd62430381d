/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/**
 * One rollup of a devnet while it is driven by itself: sends transactions, and checks in the end
 * everything that the exit code promises.
 */
final class RollupDrive {
  /** A new round of transactions that often. */
  private static final Duration ROUND_INTERVAL = Duration.ofSeconds(2);

  private static final Duration POLL = Duration.ofMillis(250);

  /** How long the nodes may take to agree after the last transaction was sent. */
  private static final Duration AGREEMENT_TIMEOUT = Duration.ofSeconds(60);

  private final RollupNetwork rollup;
  private final Runnable requireAlive;
  private final List<JsonRpc> nodes;
  private final Traffic traffic;
  private final ProgressPrinter printer;
  private long nextRound = System.nanoTime();

  /**
   * @param requireAlive throws when a part of the devnet has died
   */
  RollupDrive(
      final RollupNetwork rollup, final ProgressPrinter printer, final Runnable requireAlive) {
    this.rollup = rollup;
    this.requireAlive = requireAlive;
    final List<JsonRpc> all = new ArrayList<>(List.of(rollup.mainNode().rpc()));
    rollup.externalNodes().forEach(node -> all.add(node.rpc()));
    this.nodes = List.copyOf(all);
    this.traffic = new Traffic(rollup.chainId(), Devnet.user(0), nodes);
    this.printer = printer;
    // One leaf in the L1 info tree, so that blocks carry an l1InfoTreeIndex as on a real network.
    rollup.l1().addL1InfoLeaf(Bytes.EMPTY);
  }

  /** Sends a round of transactions when it is time, and shows progress. */
  void step() {
    if (System.nanoTime() >= nextRound) {
      traffic.round();
      nextRound = System.nanoTime() + ROUND_INTERVAL.toNanos();
    }
    printer.print();
  }

  /** Batches that are verified on the chain below. */
  long verified() {
    return rollup.l1().lastVerifiedBatch();
  }

  /** How it stands, for people. */
  String describe() {
    return "%s has %d, zknode_status of its main node: %s"
        .formatted(
            rollup.spec().name(), verified(), rollup.mainNode().rpc().tryCall("zknode_status"));
  }

  /**
   * Waits until all nodes have everything.
   *
   * @throws LauncherException one sentence: what did not come, or what does not match
   */
  DevnetResult.Rollup finish() {
    await(
        "every acknowledged transaction on every node",
        () -> nodes.stream().flatMap(node -> traffic.complaint(node).stream()).findFirst());
    await("the main node's view of L1", this::mainBehindL1);
    printer.print();
    return result();
  }

  private Optional<String> mainBehindL1() {
    final long onL1 = rollup.l1().lastVerifiedBatch();
    final long onNode = mainQuantity("zkevm_verifiedBatchNumber");
    return onNode >= onL1
        ? Optional.empty()
        : Optional.of("the main node knows %d of %d verified batches".formatted(onNode, onL1));
  }

  private DevnetResult.Rollup result() {
    final JsonRpc main = rollup.mainNode().rpc();
    final long verified = mainQuantity("zkevm_verifiedBatchNumber");
    final int signatures = checkSignatures(main, verified);
    final String l1Root = rollup.l1().verifiedStateRoot(verified).toHexString();
    final BatchView last = view(main, verified);
    if (!last.stateRoot().equals(l1Root)) {
      throw new LauncherException(
          "batch %d has state root %s on L1 and %s on the main node"
              .formatted(verified, l1Root, last.stateRoot()));
    }
    final DevnetResult.Head mainHead = head(main, "latest");
    final DevnetResult.Head externalHead = agreement(mainHead);
    return new DevnetResult.Rollup(
        mainHead.block(),
        traffic.acknowledged().size(),
        new DevnetResult.Batches(
            mainQuantity("zkevm_batchNumber"), mainQuantity("zkevm_virtualBatchNumber"), verified),
        signatures,
        mainHead,
        externalHead,
        new DevnetResult.L1(verified, l1Root),
        BridgeCounts.of(rollup));
  }

  /** At least one signature, and as many as the threshold asks, for each verified batch. */
  private int checkSignatures(final JsonRpc main, final long verified) {
    int all = 0;
    final int required = Math.max(1, rollup.spec().verifierThreshold());
    for (long batch = rollup.l1().batchesBefore() + 1; batch <= verified; batch++) {
      final int count = view(main, batch).signatures();
      if (count < required) {
        throw new LauncherException(
            "batch %d is verified with %d of %d verifier signatures"
                .formatted(batch, count, required));
      }
      all += count;
    }
    return all;
  }

  /** The main node's head as every external node has it. */
  private DevnetResult.Head agreement(final DevnetResult.Head mainHead) {
    final String number = "0x" + Long.toHexString(mainHead.block());
    DevnetResult.Head last = null;
    for (final NodeProcess external : rollup.externalNodes()) {
      await(
          external.name() + " to reach block " + mainHead.block(),
          () ->
              external.rpc().tryCall("eth_getBlockByNumber", number, false).isPresent()
                  ? Optional.empty()
                  : Optional.of("it has not got it"));
      last = head(external.rpc(), number);
      if (!last.equals(mainHead)) {
        throw new LauncherException(
            "the nodes do not agree on block %d: the main node has hash %s and state root %s, %s has hash %s and state root %s"
                .formatted(
                    mainHead.block(),
                    mainHead.hash(),
                    mainHead.stateRoot(),
                    external.name(),
                    last.hash(),
                    last.stateRoot()));
      }
    }
    return last;
  }

  private static BatchView view(final JsonRpc node, final long batch) {
    return BatchView.of(node, batch)
        .orElseThrow(
            () -> new LauncherException("%s does not know batch %d".formatted(node.url(), batch)));
  }

  private static DevnetResult.Head head(final JsonRpc node, final String block) {
    final JsonNode found =
        node.tryCall("eth_getBlockByNumber", block, false)
            .orElseThrow(
                () ->
                    new LauncherException(
                        "%s does not answer with block %s".formatted(node.url(), block)));
    return new DevnetResult.Head(
        Long.decode(found.path("number").asText()),
        found.path("stateRoot").asText(),
        found.path("hash").asText());
  }

  private long mainQuantity(final String method) {
    return rollup
        .mainNode()
        .rpc()
        .tryQuantity(method)
        .orElseThrow(() -> new LauncherException("the main node does not answer " + method));
  }

  private void await(
      final String what, final java.util.function.Supplier<Optional<String>> complaint) {
    final long deadline = System.nanoTime() + AGREEMENT_TIMEOUT.toNanos();
    while (true) {
      final Optional<String> now = complaint.get();
      if (now.isEmpty()) {
        return;
      }
      requireAlive.run();
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "waited %d s for %s: %s".formatted(AGREEMENT_TIMEOUT.toSeconds(), what, now.get()));
      }
      Pause.of(POLL);
    }
  }
}
