/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.forcedTransfer;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.sequencer.BatchChecker;
import org.zknode.rollup.sequencer.SequencerFixture;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ForcedBatch;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.synchronizer.ChainWriter;
import org.zknode.rollup.synchronizer.EngineReplaySource;
import org.zknode.rollup.synchronizer.TrustedSync;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;

/** A verifier signs a forced batch only when its own L1 data has it. */
class ForcedBatchSigningTest {
  private final VerificationFixture nodes = new VerificationFixture();

  @AfterEach
  void close() {
    nodes.close();
  }

  private Batch take(final ForcedBatch forced) {
    nodes.main.tick();
    final Batch batch =
        nodes
            .main
            .store
            .read(tx -> tx.batches().last())
            .filter(last -> last.forced().isPresent())
            .orElseThrow();
    assertThat(batch.forced()).contains(forced.input());
    new BatchChecker(nodes.main.engine, nodes.main.store, SequencerFixture.CHAIN).step();
    return batch;
  }

  private void onL1(final ForcedBatch forced) {
    nodes.externalStore.update(
        tx -> {
          tx.l1Blocks()
              .insert(
                  nodes.main.store.read(
                      own -> own.l1Blocks().atOrBelow(forced.l1Block()).orElseThrow()));
          tx.forcedBatches().insert(forced);
        });
  }

  private TrustedSync replay() {
    return new TrustedSync(
        nodes.externalEngine,
        nodes.externalStore,
        new ChainWriter(nodes.externalEngine, nodes.externalStore),
        nodes.verifierStatus,
        nodes.main.clock);
  }

  private VerifyResult ask(final BatchSigner signer, final Batch batch) {
    return signer.respond(VerificationFixture.PEER, nodes.request(batch));
  }

  @Test
  void signsForcedBatchesThatItsOwnL1DataHas() throws Exception {
    final List<Batch> batches = new ArrayList<>();
    final List<ForcedBatch> forced = new ArrayList<>();
    // Two of them have equal data and differ in their timestamps only; one cannot be applied.
    for (final Bytes data :
        List.of(Bytes.EMPTY, forcedTransfer(ALICE, 0), forcedTransfer(ALICE, 9), Bytes.EMPTY)) {
      forced.add(nodes.main.forceConfirmed(forced.size() + 1L, data));
      batches.add(take(forced.getLast()));
    }
    nodes.replay();

    final BatchSigner signer = nodes.signer(1);
    assertThat(ask(signer, batches.get(1)).refusal())
        .as("L1 has not told of it")
        .contains("Batch data mismatch");
    forced.forEach(this::onL1);
    for (final Batch batch : batches) {
      final VerifyResult result = ask(signer, batch);
      assertThat(result.refusal()).isEmpty();
      assertThat(
              BatchCommitment.committer(VerificationFixture.L1)
                  .recover(
                      batch.number(),
                      nodes.commitments().of(batch).batchData(),
                      result.signature()))
          .contains(VerificationFixture.verifierKey(1).address());
    }
    // A verifier that was restarted finds the batch before by trying.
    assertThat(ask(nodes.signer(1), batches.get(2)).refusal()).isEmpty();
  }

  /** It was away, or slow, and its engine keeps few states. */
  @Test
  void signsWhatItExecutedInTheReplayWhenItsStatesAreGone() throws Exception {
    final ForcedBatch forced = nodes.main.forceConfirmed(1, forcedTransfer(ALICE, 9));
    final Batch batch = take(forced);
    onL1(forced);
    assertThat(
            replay()
                .accept(
                    new EngineReplaySource(nodes.main.engine, nodes.main.store)
                        .block(1)
                        .orElseThrow()))
        .isTrue();
    nodes.externalEngine.keepStates(0);
    assertThat(ask(nodes.signer(1), batch).refusal()).isEmpty();
  }

  /** The forced batch became known here when its block was out of the engine's reach already. */
  @Test
  void whatNobodyCanTellAnyMoreIsReplayedAgainAndSigned() throws Exception {
    final ForcedBatch forced = nodes.main.forceConfirmed(1, forcedTransfer(ALICE, 9));
    final Batch batch = take(forced);
    nodes.closeBatch();
    nodes.replay();
    nodes.externalEngine.keepStates(1);
    onL1(forced);
    final BatchSigner signer = nodes.signer(1);
    assertThat(ask(signer, batch).refusal()).contains("no state after block 0");
    assertThat(nodes.externalEngine.head().number()).isZero();
    assertThat(
            nodes.externalStore.<List<String>>read(
                tx -> tx.events().last(9).stream().map(Event::eventId).toList()))
        .containsExactly("BLOCKS_TAKEN_OFF");

    final TrustedSync replay = replay();
    final EngineReplaySource source = new EngineReplaySource(nodes.main.engine, nodes.main.store);
    while (replay.nextBlock() <= nodes.main.engine.head().number()) {
      assertThat(replay.accept(source.block(replay.nextBlock()).orElseThrow())).isTrue();
    }
    assertThat(ask(signer, batch).refusal()).isEmpty();
    assertThat(nodes.externalEngine.head()).isEqualTo(nodes.main.engine.head());
  }

  @Test
  void nothingIsTakenOffTwiceOrWhenItIsOnL1() throws Exception {
    final ForcedBatch forced = nodes.main.forceConfirmed(1, forcedTransfer(ALICE, 9));
    final Batch batch = take(forced);
    nodes.closeBatch();
    nodes.replay();
    nodes.externalEngine.keepStates(1);
    onL1(forced);
    nodes.externalStore.update(tx -> tx.batches().insert(batch));
    assertThat(ask(nodes.signer(1), batch).refusal()).contains("no state after block 0");
    assertThat(nodes.externalEngine.head()).isEqualTo(nodes.main.engine.head());

    nodes.externalStore.update(tx -> tx.batches().deleteAbove(0));
    final BatchSigner signer = nodes.signer(1);
    ask(signer, batch);
    assertThat(nodes.externalEngine.head().number()).isZero();
    // It comes without that anybody looks what it was executed from.
    nodes.replay();
    assertThat(ask(signer, batch).refusal()).contains("no state after block 0");
    assertThat(nodes.externalEngine.head()).isEqualTo(nodes.main.engine.head());
  }

  /** A verifier had signed another batch of that number, which L1 never got. */
  @Test
  void whatL1DecidedIsFoundBehindWhatWasSignedBefore() throws Exception {
    final Batch decided = take(nodes.main.forceConfirmed(1, Bytes.EMPTY));
    nodes.replay();
    nodes.externalStore.update(tx -> tx.batches().insert(decided));
    final LocalBatches batches = new LocalBatches(nodes.main.engine, nodes.externalStore);
    batches.remember(decided.number(), decided.lastBlock(), Bytes.of(1));

    assertThat(
            batches.endingAt(decided.number(), decided.lastBlock(), decided.batchL2Data()::equals))
        .contains(decided.batchL2Data());
  }
}
