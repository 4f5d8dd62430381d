/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.bench.rollup.ChainWatch.Reached;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;

/**
 * External nodes with empty data and no peer rebuild the chain from L1 alone, one node after the
 * other, each from an L1 with more batches than the one before.
 */
final class DerivationBench {
  private static final String SECTION = "derivation";
  private static final int BLOCKS_PER_BATCH = 3;
  private static final int TRANSACTIONS_PER_BLOCK = 3;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  /** Three times what a batch takes where builds keep the machine overloaded. */
  private static final Duration TIMEOUT_PER_BATCH = Duration.ofMillis(500);

  private final Devnet devnet;
  private final RollupFigures figures;
  private final BenchTransactions source = new BenchTransactions();
  private int sequenced;

  DerivationBench(final Devnet devnet, final RollupFigures figures) {
    this.devnet = devnet;
    this.figures = figures;
  }

  /** The main node must be stopped: these batches are not its own. */
  void run(final List<Integer> sizes) {
    final List<Double> secondsPerBatch = new ArrayList<>();
    final List<Double> heaps = new ArrayList<>();
    for (final int size : sizes) {
      sequence(size);
      derive(size, secondsPerBatch, heaps);
    }
    figures.add(SECTION, "blocks per batch", BLOCKS_PER_BATCH, "blocks");
    figures.add(SECTION, "transactions per block", TRANSACTIONS_PER_BLOCK, "transactions");
    if (sizes.size() > 1) {
      figures.ratio(
          SECTION,
          "time per batch at the most batches to the least",
          secondsPerBatch.getLast() / secondsPerBatch.getFirst());
      figures.ratio(
          SECTION,
          "heap after a collection at the most batches to the least",
          heaps.getLast() / heaps.getFirst());
    }
  }

  private void sequence(final int upTo) {
    final List<Bytes> batches = new ArrayList<>();
    final List<SignedTransaction> transactions = new ArrayList<>();
    final int missing = upTo - sequenced;
    if (sequenced == 0) {
      transactions.add(source.creation());
    }
    transactions.addAll(
        source.next(missing * BLOCKS_PER_BATCH * TRANSACTIONS_PER_BLOCK - transactions.size()));
    final List<Bytes> raw = transactions.stream().map(SignedTransaction::raw).toList();
    for (int batch = 0; batch < missing; batch++) {
      final List<BatchBlock> blocks = new ArrayList<>();
      for (int block = 0; block < BLOCKS_PER_BATCH; block++) {
        final int first = (batch * BLOCKS_PER_BATCH + block) * TRANSACTIONS_PER_BLOCK;
        blocks.add(new BatchBlock(1, 0, raw.subList(first, first + TRANSACTIONS_PER_BLOCK)));
      }
      batches.add(BatchCodec.encode(blocks));
    }
    devnet.l1().sequence(batches, sequenced);
    sequenced = upTo;
  }

  private void derive(
      final int size, final List<Double> secondsPerBatch, final List<Double> heaps) {
    final NodeProcess node = devnet.probeNode(Optional.empty(), Map.of());
    node.start();
    final long target = (long) size * BLOCKS_PER_BATCH;
    final Reached reached =
        new ChainWatch(
                node.process(),
                node::head,
                START_TIMEOUT.plus(TIMEOUT_PER_BATCH.multipliedBy(size)))
            .await(target, () -> {});
    final String of = "%d batches: ".formatted(size);
    final double batches = (double) reached.blocks() / BLOCKS_PER_BATCH;
    figures.add(SECTION, of + "from the node's start", reached.secondsInAll(), "s");
    if (reached.blocks() > 0) {
      figures.add(
          SECTION, of + "blocks per second", reached.blocks() / reached.seconds(), "blocks/s");
      figures.add(SECTION, of + "batches per second", batches / reached.seconds(), "batches/s");
      secondsPerBatch.add(reached.seconds() / batches);
    } else {
      secondsPerBatch.add(reached.secondsInAll() / size);
    }
    final ProcessFacts process = new ProcessFacts(node.process());
    final double heap = process.heapAfterGcMib();
    heaps.add(heap);
    figures.add(SECTION, of + "heap after a full collection", heap, "MiB");
    figures.add(SECTION, of + "resident memory", process.residentMib(), "MiB");
    node.close();
  }
}
