/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.AccInputHash;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.chain.SnarkInput;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1TransactionManager;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VirtualBatch;
import org.zknode.rollup.status.NodeStatus;

/** A state DB with one L1 sequence of two batches, and an L1 that has verified nothing. */
final class SequencedChain {
  static final ChainConfig CHAIN =
      new ChainConfig(1001, 8, new Address(Bytes.repeat((byte) 0xc0, 20)), 30_000_000L);
  static final Address SENDER = new Address(Bytes.repeat((byte) 0xa9, 20));
  static final Address ROLLUP_MANAGER = new Address(Bytes.repeat((byte) 0x12, 20));

  private final Map<String, String> reasons = new ConcurrentHashMap<>();
  private static final long TIMESTAMP_LIMIT = 1_800_000_000L;
  private static final long L1_BLOCK = 10;

  private final StateStore store;
  private final Map<String, Bytes> submitted = new ConcurrentHashMap<>();

  SequencedChain(final StateStore store) {
    this.store = store;
    final Bytes32 exitRoot = L1InfoTree.globalExitRoot(hash("mainnet"), Bytes32.ZERO);
    final Bytes32 root =
        L1InfoTree.of(List.of(L1InfoTree.leaf(exitRoot, hash("L1 9"), TIMESTAMP_LIMIT))).root();
    store.update(
        tx -> {
          tx.l1Blocks()
              .insert(new L1BlockRef(L1_BLOCK, hash("L1 10"), hash("L1 9"), TIMESTAMP_LIMIT));
          tx.l1InfoLeaves()
              .insert(
                  new L1InfoLeaf(
                      1,
                      L1_BLOCK,
                      hash("mainnet"),
                      Bytes32.ZERO,
                      exitRoot,
                      hash("L1 9"),
                      TIMESTAMP_LIMIT,
                      root));
        });
    final Bytes32 first = batch(1, AccInputHash.GENESIS, root);
    batch(2, first, root);
  }

  static Bytes32 stateRoot(final long batch) {
    return hash("root " + batch);
  }

  static BatchOutcome outcome(final ProvableBatch batch) {
    return new BatchOutcome(stateRoot(batch.number()), exitRoot(batch.number()));
  }

  /** After the block that is a batch's only one. */
  static Bytes32 exitRoot(final long block) {
    return hash("exit root " + block);
  }

  private static Bytes32 hash(final String seed) {
    return Keccak256.hash(Bytes.wrap(seed.getBytes(StandardCharsets.UTF_8)));
  }

  private Bytes32 batch(final long number, final Bytes32 before, final Bytes32 l1InfoRoot) {
    final Bytes data = BatchCodec.encode(List.of(new BatchBlock(1, number - 1, List.of())));
    final Bytes32 after =
        AccInputHash.next(before, data, l1InfoRoot, TIMESTAMP_LIMIT, CHAIN.coinbase());
    store.update(
        tx -> {
          tx.batches()
              .insert(
                  new Batch(
                      number,
                      number,
                      number,
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
                      hash("sequence"),
                      L1_BLOCK,
                      CHAIN.coinbase(),
                      l1InfoRoot,
                      TIMESTAMP_LIMIT,
                      after,
                      1,
                      2));
        });
    return after;
  }

  /** Another accumulated input hash than the one that follows from the batch's data. */
  void spoilAccInputHash(final long number) {
    store.update(
        tx -> {
          final List<VirtualBatch> rows = new ArrayList<>(tx.virtualBatches().from(1, 10));
          final L1InfoLeaf leaf = tx.l1InfoLeaves().last().orElseThrow();
          tx.l1Blocks().deleteAbove(0);
          tx.l1Blocks()
              .insert(new L1BlockRef(L1_BLOCK, hash("L1 10"), hash("L1 9"), TIMESTAMP_LIMIT));
          tx.l1InfoLeaves().insert(leaf);
          rows.forEach(
              row -> tx.virtualBatches().insert(row.number() == number ? spoiled(row) : row));
        });
  }

  private static VirtualBatch spoiled(final VirtualBatch row) {
    return new VirtualBatch(
        row.number(),
        row.batchL2Data(),
        row.l1Transaction(),
        row.l1Block(),
        row.coinbase(),
        row.l1InfoRoot(),
        row.timestampLimit(),
        hash("another"),
        row.sequenceFrom(),
        row.sequenceTo());
  }

  /** Calldata by intent id. */
  Map<String, Bytes> submitted() {
    return submitted;
  }

  void forget() {
    submitted.clear();
  }

  /** What the rollup manager would have to be called with, computed from the chain's data alone. */
  Bytes expectedCalldata() {
    final Bytes32 acc = store.read(tx -> tx.virtualBatches().find(2).orElseThrow().accInputHash());
    final SnarkInput input =
        new SnarkInput(
            SENDER,
            stateRoot(0),
            Bytes32.ZERO,
            0,
            CHAIN.l2ChainId(),
            CHAIN.forkId(),
            stateRoot(2),
            acc,
            exitRoot(2),
            2);
    final List<Bytes32> words = new ArrayList<>();
    words.add(
        Keccak256.hash(
            Bytes.wrap("zknode-dev-proof-v1".getBytes(StandardCharsets.US_ASCII)),
            UInt256.valueOf(input.publicSignal())));
    while (words.size() < ElderberryAbi.PROOF_WORDS) {
      words.add(Bytes32.ZERO);
    }
    return ElderberryAbi.verifyBatchesTrustedAggregator(
        new ElderberryAbi.VerifyCall(1, 0, 2, exitRoot(2), stateRoot(2), SENDER, words));
  }

  L1TransactionManager transactions() {
    return answering(
        L1TransactionManager.class,
        Map.of(
            "submit",
            arguments -> submitted.put((String) arguments[1], (Bytes) arguments[4]),
            "find",
            arguments -> Optional.empty(),
            "sendSubmitted",
            arguments -> null,
            "watch",
            arguments -> null));
  }

  L1Client l1() {
    return answering(
        L1Client.class,
        Map.of(
            "rollupData",
            arguments -> new L1Client.RollupData(Address.ZERO, 1001, Address.ZERO, 8, 2, 0)));
  }

  NodeStatus status() {
    return answering(
        NodeStatus.class,
        Map.of(
            "isHalted",
            arguments -> false,
            "degraded",
            arguments -> reasons.put((String) arguments[0], (String) arguments[1]),
            "recovered",
            arguments -> reasons.remove((String) arguments[0])));
  }

  /** What the node's status says now. */
  Collection<String> reasons() {
    return List.copyOf(reasons.values());
  }

  private interface Answer {
    Object to(Object[] arguments);
  }

  private static <T> T answering(final Class<T> port, final Map<String, Answer> answers) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              final Answer answer = answers.get(method.getName());
              if (answer == null) {
                throw new AssertionError("not expected here: " + method);
              }
              final Object result = answer.to(arguments);
              return method.getReturnType() == void.class ? null : result;
            }));
  }
}
