/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BlockInfo;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;

class BatchSignerTest {
  private final VerificationFixture nodes = new VerificationFixture();
  private Batch first;
  private Batch second;

  @BeforeEach
  void twoBatches() throws Exception {
    first = nodes.closeBatch();
    second = nodes.closeBatch();
    nodes.replay();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private VerifyResult respond(final VerifyRequest request) {
    return nodes.signer(1).respond(VerificationFixture.PEER, request);
  }

  private static VerifyRequest with(
      final VerifyRequest request, final Bytes commit, final Bytes previous) {
    return new VerifyRequest(
        request.requestId(),
        request.batchNumber(),
        request.firstBlock(),
        request.lastBlock(),
        request.pubdataMode(),
        commit,
        previous,
        request.executionProtocolVersion());
  }

  private static VerifyRequest range(
      final VerifyRequest request, final long batch, final long firstBlock, final long lastBlock) {
    return new VerifyRequest(
        request.requestId(),
        batch,
        firstBlock,
        lastBlock,
        request.pubdataMode(),
        request.commitData(),
        request.prevCommitData(),
        request.executionProtocolVersion());
  }

  private static Bytes flipByte(final Bytes bytes, final int index) {
    final byte[] copy = bytes.toArray();
    copy[index] ^= 1;
    return Bytes.wrap(copy);
  }

  private void assertRefused(final VerifyRequest request, final String reason) {
    final VerifyResult result = respond(request);
    assertThat(result.signature()).isEqualTo(Bytes.EMPTY);
    assertThat(result.refusal()).contains(reason);
  }

  @Test
  void signsWhatItsOwnChainGives() {
    for (final Batch batch : new Batch[] {first, second}) {
      final VerifyResult result = respond(nodes.request(batch));
      assertThat(result.refusal()).isEmpty();
      assertThat(
              BatchCommitment.committer(VerificationFixture.L1)
                  .recover(
                      batch.number(),
                      nodes.commitments().of(batch).batchData(),
                      result.signature()))
          .contains(VerificationFixture.verifierKey(1).address());
    }
  }

  @Test
  void signsConsecutiveBatchesAsOneProcess() {
    final BatchSigner signer = nodes.signer(1);
    assertThat(signer.respond(VerificationFixture.PEER, nodes.request(first)).refusal()).isEmpty();
    assertThat(signer.respond(VerificationFixture.PEER, nodes.request(second)).refusal()).isEmpty();
  }

  /** A main node asks until it has enough signatures; each execution may take long. */
  @Test
  void whatIsSignedIsNotExecutedAgain() {
    final BatchSigner signer = nodes.signer(1);
    final VerifyRequest request = nodes.request(first);
    final VerifyResult signed = signer.respond(VerificationFixture.PEER, request);
    final VerifyRequest again =
        new VerifyRequest(
            request.requestId() + 7,
            request.batchNumber(),
            request.firstBlock(),
            request.lastBlock(),
            request.pubdataMode(),
            request.commitData(),
            request.prevCommitData(),
            request.executionProtocolVersion());
    final VerifyResult repeated = signer.respond(VerificationFixture.PEER, again);
    assertThat(repeated.signature()).isEqualTo(signed.signature());
    assertThat(repeated.requestId()).isEqualTo(again.requestId());
    assertThat(nodes.externalEngine.executedAgain()).isEqualTo(1);

    final Bytes commit = flipByte(request.commitData(), 40);
    assertThat(
            signer
                .respond(VerificationFixture.PEER, with(request, commit, request.prevCommitData()))
                .refusal())
        .contains("Batch data mismatch");
    assertThat(nodes.externalEngine.executedAgain()).isEqualTo(2);
  }

  @Test
  void refusesEveryCommitmentThatDiffersInOneByte() {
    final VerifyRequest request = nodes.request(second);
    for (int i = 0; i < request.commitData().size(); i += 31) {
      assertRefused(
          with(request, flipByte(request.commitData(), i), request.prevCommitData()),
          "Batch data mismatch");
    }
    for (int i = 0; i < request.prevCommitData().size(); i += 31) {
      assertRefused(
          with(request, request.commitData(), flipByte(request.prevCommitData(), i)),
          "Batch data mismatch: previous batch 1");
    }
    assertRefused(with(request, Bytes.EMPTY, Bytes.EMPTY), "Batch data mismatch");
  }

  @Test
  void refusesRangesThatAreNotTheBatch() {
    final VerifyRequest request = nodes.request(second);
    final long from = request.firstBlock();
    final long to = request.lastBlock();
    assertRefused(range(request, 2, from, to - 1), "Batch data mismatch");
    assertRefused(range(request, 2, from + 1, to), "Batch data mismatch");
    assertRefused(range(request, 2, 1, to), "Batch data mismatch");
    assertRefused(range(request, 1, from, to), "Batch data mismatch");
    assertRefused(range(request, 2, to, from), "Invalid range");
    assertRefused(range(request, 2, from, Long.MAX_VALUE), "Invalid range");
    assertRefused(range(request, 0, from, to), "Invalid range");
    final long missing = nodes.externalEngine.head().number() + 1;
    assertRefused(range(request, 2, from, missing), "Missing records for block " + missing);
  }

  @Test
  void refusesWhatItDoesNotSpeak() {
    final VerifyRequest request = nodes.request(first);
    final UnaryOperator<Integer> next = number -> number + 1;
    assertRefused(
        new VerifyRequest(
            1,
            1,
            request.firstBlock(),
            request.lastBlock(),
            request.pubdataMode(),
            request.commitData(),
            request.prevCommitData(),
            next.apply(request.executionProtocolVersion())),
        "Unsupported protocol version 32");
    assertRefused(
        new VerifyRequest(
            1,
            1,
            request.firstBlock(),
            request.lastBlock(),
            next.apply(request.pubdataMode()),
            request.commitData(),
            request.prevCommitData(),
            request.executionProtocolVersion()),
        "Unsupported pubdata mode 2");
  }

  @Test
  void refusesWhenItsOwnExecutionDiffers() {
    nodes.externalEngine.divergeFrom(first.lastBlock());
    assertRefused(nodes.request(first), "State error: block " + first.lastBlock());
    nodes.externalEngine.failWith("disk full");
    assertRefused(nodes.request(first), "State error: disk full");
  }

  /**
   * docs/develop/faults.md, E8: away for longer than the engine keeps states; it executed all of it
   * when it imported it.
   */
  @Test
  void signsWhatItExecutedWhenItsStatesAreGone() {
    nodes.externalEngine.keepStates(0);
    assertThat(respond(nodes.request(first)).refusal()).isEmpty();
    assertThat(respond(nodes.request(second)).refusal()).isEmpty();
    final VerifyRequest request = nodes.request(second);
    assertRefused(
        with(request, flipByte(request.commitData(), 40), request.prevCommitData()),
        "Batch data mismatch");
  }

  @Test
  void aRefusalIsAReasonUntilABatchIsSigned() {
    nodes.externalEngine.failWith("disk full");
    assertRefused(nodes.request(first), "State error: disk full");
    assertThat(nodes.verifierStatus.snapshot().reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.key()).isEqualTo(BatchSigner.DEGRADED_KEY);
              assertThat(reason.text()).contains("batch 1 (blocks 1 to", "disk full");
            });
    nodes.externalEngine.heal();
    assertThat(respond(nodes.request(first)).refusal()).isEmpty();
    assertThat(nodes.verifierStatus.snapshot().reasons()).isEmpty();
  }

  @Test
  void nonsenseIsNoReasonAndDoesNotKeepTheRowsBusy() {
    final List<Long> looked = new ArrayList<>();
    nodes.mender = (from, to) -> looked.add(from) && false;
    final BatchSigner signer = nodes.signer(1);
    signer.respond(VerificationFixture.PEER, range(nodes.request(second), 0, 1, 2));
    assertThat(looked).isEmpty();
    assertThat(nodes.verifierStatus.snapshot().reasons()).isEmpty();
    final VerifyRequest wrong =
        with(nodes.request(second), Bytes.EMPTY, nodes.request(second).prevCommitData());
    for (int i = 0; i < 5; i++) {
      signer.respond(VerificationFixture.PEER, wrong);
    }
    assertThat(looked).hasSize(1);
    nodes.nanos += BatchSigner.MEND_PAUSE.toNanos();
    signer.respond(VerificationFixture.PEER, wrong);
    assertThat(looked).hasSize(2);
  }

  /** docs/develop/faults.md, E2b: the row of a block is gone, or says something else. */
  @Test
  void damagedRowsAreMendedAndTheBatchIsSigned() {
    nodes.mender =
        new org.zknode.rollup.synchronizer.RowRepair(
                nodes.externalEngine,
                nodes.externalStore,
                new org.zknode.rollup.synchronizer.ChainWriter(
                    nodes.externalEngine, nodes.externalStore),
                nodes.verifierStatus,
                nodes.main.clock)
            ::mend;
    final BlockInfo row =
        nodes.externalStore.read(tx -> tx.blocks().find(second.lastBlock())).orElseThrow();
    nodes.externalStore.update(tx -> tx.blocks().deleteAbove(second.lastBlock() - 1));
    assertThat(respond(nodes.request(second)).refusal()).isEmpty();
    assertThat(
            nodes.externalStore.<Optional<BlockInfo>>read(
                tx -> tx.blocks().find(second.lastBlock())))
        .contains(row);

    nodes.externalStore.update(
        tx ->
            tx.blocks()
                .put(new BlockInfo(second.firstBlock(), Bytes32.repeat((byte) 9), 0, 1, 0, 77)));
    assertThat(respond(nodes.request(second)).refusal()).isEmpty();
    assertThat(nodes.verifierStatus.snapshot().reasons()).isEmpty();
  }

  @Test
  void refusesWhenItHasAnotherL1InfoTreeIndexOrNoRow() {
    final VerifyRequest request = nodes.request(second);
    final BlockInfo row =
        nodes.externalStore.read(tx -> tx.blocks().find(second.lastBlock())).orElseThrow();
    nodes.externalStore.update(tx -> tx.blocks().deleteAbove(second.lastBlock() - 1));
    assertRefused(request, "Missing records for block " + second.lastBlock());
    nodes.externalStore.update(
        tx ->
            tx.blocks().insert(new BlockInfo(row.number(), row.hash(), 0, row.timestamp(), 1, 0)));
    final VerifyResult result = respond(request);
    assertThat(result.signature()).isEqualTo(Bytes.EMPTY);
    assertThat(result.refusal()).containsAnyOf("State error", "Batch data mismatch");
  }
}
