/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerFixture;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.state.L1InfoLeaf;
import org.zknode.rollup.state.LocalExitRoots;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.RowRepair;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestStore;
import org.zknode.rollup.testkit.TestTransactions;

/** A main node with closed and checked batches, and an external node with the same chain. */
final class VerificationFixture implements AutoCloseable, VerifierNetwork {
  static final L1Config L1 =
      new L1Config(
          List.of(),
          31337,
          Address.fromHex("0x00000000000000000000000000000000000000a1"),
          Address.fromHex("0x00000000000000000000000000000000000000a2"),
          Address.fromHex("0x00000000000000000000000000000000000000a3"),
          1,
          0,
          BlockTag.LATEST);
  static final Bytes PEER = Bytes.repeat((byte) 7, 64);

  final SequencerFixture main = new SequencerFixture();
  final FakeEngine externalEngine = SequencerFixture.newEngine();
  final StateStore externalStore = TestStore.borrow();
  final RecordingStatus status = new RecordingStatus();
  final RecordingStatus verifierStatus = new RecordingStatus();
  RowMender mender = (first, last) -> false;
  long nanos;
  final List<BatchResponder> responders = new ArrayList<>();
  final List<VerifyRequest> requests = new ArrayList<>();
  private Consumer<VerifyResult> listener = result -> {};
  private long nonce;

  static PrivateKey verifierKey(final int index) {
    return TestTransactions.key(100 + index);
  }

  static SequencerConfig config(final int threshold, final int verifiers) {
    final List<Address> accepted = new ArrayList<>();
    for (int i = 1; i <= verifiers; i++) {
      accepted.add(verifierKey(i).address());
    }
    return SequencerFixture.config(120_000, 5, Duration.ofSeconds(60), threshold, accepted);
  }

  /** Closes and checks a batch of some blocks with transactions. */
  Batch closeBatch() {
    main.addLeaf(
        1 + main.store.read(tx -> tx.l1InfoLeaves().last().map(L1InfoLeaf::index)).orElse(0L));
    for (int i = 0; i < 3; i++) {
      main.send(SequencerFixture.ALICE, nonce++);
      main.tick();
    }
    final Batch batch = main.closeBatch();
    new BatchChecker(main.engine, main.store, SequencerFixture.CHAIN).step();
    return batch;
  }

  /** The external node replays the main node's blocks; it does not know batches. */
  void replay() throws BlockMismatchException {
    copyLeaves();
    for (long number = externalEngine.head().number() + 1;
        number <= main.engine.head().number();
        number++) {
      final long n = number;
      final L2Block block = main.engine.block(number).orElseThrow();
      final BlockInfo row = main.store.read(tx -> tx.blocks().find(n)).orElseThrow();
      externalEngine.extend(
          new BlockAttributes(
              number,
              block.parentHash(),
              block.timestamp(),
              block.coinbase(),
              block.gasLimit(),
              row.l1InfoTreeIndex(),
              main.store
                  .read(tx -> tx.l1InfoLeaves().find(row.l1InfoTreeIndex()))
                  .map(L1InfoLeaf::l1InfoRoot)
                  .orElse(org.apache.tuweni.bytes.Bytes32.ZERO)),
          block.transactions(),
          Optional.of(block.hash()));
      externalStore.update(
          tx ->
              tx.blocks()
                  .insert(
                      new BlockInfo(
                          n,
                          row.hash(),
                          0,
                          row.timestamp(),
                          row.l1InfoTreeIndex(),
                          row.transactionCount())));
    }
  }

  private void copyLeaves() {
    final List<L1InfoLeaf> leaves = main.store.read(tx -> tx.l1InfoLeaves().upTo(Long.MAX_VALUE));
    externalStore.update(
        tx ->
            leaves.stream()
                .filter(leaf -> tx.l1InfoLeaves().find(leaf.index()).isEmpty())
                .forEach(
                    leaf -> {
                      tx.l1Blocks()
                          .insert(
                              main.store.read(
                                  own -> own.l1Blocks().atOrBelow(leaf.l1Block()).orElseThrow()));
                      tx.l1InfoLeaves().insert(leaf);
                    }));
  }

  BatchSigner signer(final int index) {
    return new BatchSigner(
        externalEngine,
        externalStore,
        new LocalExitRoots(externalEngine, externalStore),
        SequencerFixture.CHAIN,
        L1,
        verifierKey(index),
        verifierStatus,
        mender,
        new RowRepair(
                externalEngine,
                externalStore,
                new ChainWriter(externalEngine, externalStore),
                verifierStatus,
                main.clock)
            ::refetch,
        () -> nanos);
  }

  CommitmentReader commitments() {
    return new CommitmentReader(
        main.engine,
        main.store,
        new LocalExitRoots(main.engine, main.store),
        SequencerFixture.CHAIN,
        L1);
  }

  BatchVerification verification(final SequencerConfig config) {
    return verification(config, main.store);
  }

  BatchVerification verification(final SequencerConfig config, final StateStore store) {
    return new BatchVerification(
        store,
        commitments(),
        this,
        BatchCommitment.committer(L1),
        new VerificationConfig(
            config.verifierThreshold(),
            config.acceptedVerifiers(),
            config.verifierRequestTimeout(),
            config.verifierRetryDelay()),
        status,
        main.clock,
        Metrics.none());
  }

  VerifyRequest request(final Batch batch) {
    final BatchCommitment commitment = commitments().of(batch);
    return new VerifyRequest(
        1,
        batch.number(),
        batch.firstBlock(),
        batch.lastBlock(),
        BatchCommitment.PUBDATA_CALLDATA,
        commitment.commit(),
        commitment.previous(),
        BatchCommitment.PROTOCOL_MINOR);
  }

  @Override
  public int dispatch(final VerifyRequest request) {
    requests.add(request);
    responders.forEach(responder -> answer(responder.respond(PEER, request)));
    return responders.size();
  }

  void answer(final VerifyResult result) {
    listener.accept(result);
  }

  @Override
  public void onResult(final Consumer<VerifyResult> resultListener) {
    listener = resultListener;
  }

  @Override
  public void close() {
    main.close();
    externalStore.close();
  }
}
