/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ForcedDerivation;
import org.zknode.rollup.chain.ForcedInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.TestTransactions;

/** A main node's chain as a sequencer makes it: blocks on the engine, rows in the state DB. */
final class MainChain {
  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000c01b0a5e");
  static final ChainConfig CHAIN = new ChainConfig(1001, 8, COINBASE, 30_000_000L);
  static final Address BOB = TestTransactions.key(2).address();

  final FakeEngine engine = genesis();
  final StateStore store;
  private final List<BatchBlock> open = new ArrayList<>();
  private long firstBlock = 1;
  private long batch = 1;
  private long nonce;

  MainChain(final StateStore store) {
    this.store = store;
  }

  static FakeEngine genesis() {
    return FakeEngine.funded(TestTransactions.key(1).address());
  }

  static Bytes transfer(final long nonce) {
    return TestTransactions.transfer(
            TransactionType.DYNAMIC_FEE, TestTransactions.key(1), nonce, BOB)
        .raw();
  }

  /** A block with so many transfers. */
  L2Block block(final int transfers) {
    return block(transfers, 0);
  }

  L2Block block(final int transfers, final long l1InfoTreeIndex) {
    final List<Bytes> transactions = new ArrayList<>();
    for (int i = 0; i < transfers; i++) {
      transactions.add(transfer(nonce++));
    }
    final L2Block parent = engine.head();
    final long delta = parent.number() == 0 ? FakeL1.GENESIS_TIMESTAMP : 2;
    final Bytes32 root =
        l1InfoTreeIndex == 0
            ? Bytes32.ZERO
            : store
                .read(tx -> tx.l1InfoLeaves().find(l1InfoTreeIndex))
                .map(L1InfoLeaf::l1InfoRoot)
                .orElseThrow();
    final L2Block block = extend(engine, parent, delta, l1InfoTreeIndex, root, transactions);
    store.update(
        tx ->
            tx.blocks()
                .insert(
                    new BlockInfo(
                        block.number(),
                        block.hash(),
                        batch,
                        block.timestamp(),
                        l1InfoTreeIndex,
                        transfers)));
    open.add(new BatchBlock(delta, l1InfoTreeIndex, transactions));
    return block;
  }

  /** Closes the batch and returns its data. */
  Bytes close() {
    final Bytes data = BatchCodec.encode(open);
    final L2Block head = engine.head();
    store.update(
        tx ->
            tx.batches()
                .insert(
                    new Batch(
                        batch,
                        firstBlock,
                        head.number(),
                        data,
                        head.stateRoot(),
                        true,
                        true,
                        Optional.of(ClosingReason.MAX_DELTA_TIMESTAMP.text()))));
    open.clear();
    batch++;
    firstBlock = head.number() + 1;
    return data;
  }

  /** A batch of its own for what was forced on L1, as a sequencer makes it. */
  L2Block forced(final L1Event.ForceBatch event) {
    final ForcedInput input =
        new ForcedInput(
            event.number(),
            event.lastGlobalExitRoot(),
            event.block().timestamp(),
            event.block().parentHash());
    final BlockInput derived =
        ForcedDerivation.of(event.transactions(), input, engine.head(), CHAIN).input();
    final L2Block block;
    try {
      block = engine.extend(derived.attributes(), derived.transactions(), Optional.empty()).block();
    } catch (final BlockMismatchException e) {
      throw new AssertionError(e);
    }
    store.update(
        tx -> {
          tx.blocks()
              .insert(
                  new BlockInfo(
                      block.number(),
                      block.hash(),
                      batch,
                      block.timestamp(),
                      0,
                      block.transactions().size()));
          tx.batches()
              .insert(
                  new Batch(
                      batch,
                      block.number(),
                      block.number(),
                      event.transactions(),
                      block.stateRoot(),
                      true,
                      true,
                      Optional.of(ClosingReason.FORCED_BATCH.text()),
                      Optional.of(input)));
        });
    batch++;
    firstBlock = block.number() + 1;
    return block;
  }

  static L2Block extend(
      final FakeEngine engine,
      final L2Block parent,
      final long delta,
      final long index,
      final Bytes32 root,
      final List<Bytes> transactions) {
    try {
      return engine
          .extend(
              new BlockAttributes(
                  parent.number() + 1,
                  parent.hash(),
                  parent.timestamp() + delta,
                  COINBASE,
                  CHAIN.blockGasLimit(),
                  index,
                  root),
              transactions,
              Optional.empty())
          .block();
    } catch (final BlockMismatchException e) {
      throw new IllegalStateException(e);
    }
  }
}
