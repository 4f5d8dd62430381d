/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.RevertListener;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchRecordings.Recorded;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.MonitoredTransaction;
import org.zknode.rollup.state.MonitoredTransaction.Price;
import org.zknode.rollup.state.MonitoredTransaction.Status;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.state.VirtualBatch;

/** A state DB with three batches on L1: batches 1 and 2 in one sequence, 3 in the next. */
final class TestChain {
  static final ChainConfig CHAIN =
      new ChainConfig(1001, 8, new Address(Bytes.repeat((byte) 0xc0, 20)), 30_000_000L);
  static final Address SENDER = new Address(Bytes.repeat((byte) 0xa9, 20));
  static final Address BENEFICIARY = new Address(Bytes.repeat((byte) 0xbe, 20));
  static final Address ROLLUP_MANAGER = new Address(Bytes.repeat((byte) 0x12, 20));
  static final Bytes32 GENESIS_ROOT = hash("genesis root");
  static final long TIMESTAMP_LIMIT = 1_800_000_000L;

  private static final long L1_BLOCK = 10;

  private final StateStore store;
  private final List<Bytes32> leaves = new ArrayList<>();
  private Bytes32 accInputHash = AccInputHash.GENESIS;

  TestChain(final StateStore store) {
    this.store = store;
    store.update(
        tx -> {
          tx.l1Blocks()
              .insert(new L1BlockRef(L1_BLOCK, hash("L1 10"), hash("L1 9"), TIMESTAMP_LIMIT));
          for (long index = 1; index <= 2; index++) {
            tx.l1InfoLeaves().insert(leaf(index));
          }
        });
    batch(1, 1, 2, 0);
    batch(2, 1, 2, 2);
    batch(3, 3, 3, 1);
  }

  static Bytes32 hash(final String seed) {
    return Keccak256.hash(Bytes.wrap(seed.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  static Bytes32 stateRoot(final long batch) {
    return batch == 0 ? GENESIS_ROOT : hash("root " + batch);
  }

  static final ExecutionWitness WITNESS =
      new ExecutionWitness(List.of(Bytes.of(1, 2, 3)), List.of(), List.of());

  static Optional<Recorded> witness(final Batch batch) {
    return Optional.of(new Recorded(WITNESS, List.of()));
  }

  /** After the last block of a batch, or the genesis. */
  static Bytes32 exitRoot(final long block) {
    return block == 0 ? Bytes32.ZERO : hash("exit root " + block);
  }

  Bytes32 accInputHash(final long batch) {
    return batch == 0
        ? AccInputHash.GENESIS
        : store.read(tx -> tx.virtualBatches().find(batch).orElseThrow().accInputHash());
  }

  private L1InfoLeaf leaf(final long index) {
    final Bytes32 mainnet = hash("mainnet " + index);
    final Bytes32 exitRoot = L1InfoTree.globalExitRoot(mainnet, Bytes32.ZERO);
    leaves.add(L1InfoTree.leaf(exitRoot, hash("L1 9"), TIMESTAMP_LIMIT - 100));
    return new L1InfoLeaf(
        index,
        L1_BLOCK,
        mainnet,
        Bytes32.ZERO,
        exitRoot,
        hash("L1 9"),
        TIMESTAMP_LIMIT - 100,
        L1InfoTree.of(leaves).root());
  }

  private void batch(final long number, final long from, final long to, final long leaf) {
    final Bytes data =
        BatchCodec.encode(
            List.of(new BatchBlock(1, 0, List.of()), new BatchBlock(2, leaf, List.of())));
    final Bytes32 root = L1InfoTree.of(leaves).root();
    accInputHash = AccInputHash.next(accInputHash, data, root, TIMESTAMP_LIMIT, CHAIN.coinbase());
    store.update(
        tx -> {
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      2 * number - 1,
                      2 * number,
                      data,
                      stateRoot(number),
                      true,
                      true,
                      Optional.of("Max delta timestamp")));
          tx.virtualBatches()
              .insert(
                  new VirtualBatch(
                      number,
                      data,
                      hash("sequence " + from),
                      L1_BLOCK,
                      CHAIN.coinbase(),
                      root,
                      TIMESTAMP_LIMIT,
                      accInputHash,
                      from,
                      to));
        });
  }

  /** The newest batch is another one now. */
  void replaceLast() {
    store.update(
        tx -> {
          final Batch old = tx.batches().lastClosed().orElseThrow();
          tx.batches().deleteAbove(old.number() - 1);
          tx.batches()
              .insert(
                  new Batch(
                      old.number(),
                      old.firstBlock(),
                      old.lastBlock(),
                      old.batchL2Data(),
                      hash("another state"),
                      true,
                      true,
                      old.closingReason()));
        });
  }

  /** The synchronizer sees the verification, and its L1 transaction is confirmed. */
  void verified(final long to) {
    store.update(
        tx -> {
          tx.verifiedBatches()
              .insert(new VerifiedBatch(to, stateRoot(to), hash("verify " + to), L1_BLOCK, SENDER));
          tx.monitoredTransactions()
              .unfinished()
              .forEach(
                  transaction ->
                      tx.monitoredTransactions()
                          .update(with(transaction, Status.CONFIRMED, Optional.empty())));
        });
  }

  /** L1 refuses what is unfinished. */
  void refuseUnfinished(final String error) {
    store.update(
        tx ->
            tx.monitoredTransactions()
                .unfinished()
                .forEach(
                    transaction ->
                        tx.monitoredTransactions()
                            .update(with(transaction, Status.FAILED, Optional.of(error)))));
  }

  /** Ids of what the aggregator does not want any more. */
  final List<String> withdrawn = new ArrayList<>();

  List<MonitoredTransaction> submitted() {
    return store.read(tx -> tx.monitoredTransactions().ofOwner("aggregator", 10));
  }

  /** Keeps the intents in the state DB, as the real one does, and sends nothing. */
  L1TransactionManager transactions() {
    return new L1TransactionManager() {
      @Override
      public void submit(
          final String owner,
          final String id,
          final Optional<String> dependsOn,
          final Address from,
          final Address to,
          final Bytes data) {
        final MonitoredTransaction created =
            new MonitoredTransaction(
                owner,
                id,
                dependsOn,
                from,
                to,
                data,
                Optional.empty(),
                0,
                Price.NONE,
                Optional.empty(),
                Status.CREATED,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        store.update(
            tx -> {
              tx.monitoredTransactions().insertIfAbsent(created);
              tx.monitoredTransactions()
                  .find(owner, id)
                  .filter(found -> found.status() == Status.FAILED)
                  .ifPresent(found -> tx.monitoredTransactions().update(created));
            });
      }

      @Override
      public void withdraw(final String owner, final String id, final String why) {
        withdrawn.add(id);
      }

      @Override
      public Optional<MonitoredTransaction> find(final String owner, final String id) {
        return store.read(tx -> tx.monitoredTransactions().find(owner, id));
      }

      @Override
      public void sendSubmitted() {}

      @Override
      public void onUnsent(final Runnable wake) {}

      @Override
      public void onMined(final Runnable wake) {}

      @Override
      public void watch(final String owner) {}

      @Override
      public void onRevert(final RevertListener listener) {}

      @Override
      public void tick() {}
    };
  }

  private static MonitoredTransaction with(
      final MonitoredTransaction old, final Status status, final Optional<String> error) {
    return new MonitoredTransaction(
        old.owner(),
        old.id(),
        old.dependsOn(),
        old.from(),
        old.to(),
        old.data(),
        old.nonce(),
        old.gasLimit(),
        old.price(),
        old.accepted(),
        status,
        old.history(),
        old.withdrawnAt(),
        status == Status.CONFIRMED ? Optional.of(L1_BLOCK) : Optional.empty(),
        error);
  }
}
