/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchProgress;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.VerifiedBatch;

class WitnessKeeperTest {
  private static final long L1_BLOCK = 5;

  private final SequencerFixture node = new SequencerFixture();
  private int nonce;

  @AfterEach
  void close() {
    node.close();
  }

  /** What a block needs is its number here. */
  private static final class Recording extends ForwardingEngine {
    private final Optional<EngineException> failure;
    private int recorded;

    Recording(final ExecutionEngine engine, final Optional<EngineException> failure) {
      super(engine);
      this.failure = failure;
    }

    @Override
    public RecordedExecution recordWitness(final List<BlockInput> inputs) {
      recorded++;
      if (failure.isPresent()) {
        throw failure.get();
      }
      return new RecordedExecution(reExecute(inputs), witness(inputs), List.of(), List.of());
    }
  }

  private static ExecutionWitness witness(final List<BlockInput> inputs) {
    return new ExecutionWitness(
        inputs.stream()
            .map(input -> (Bytes) Bytes.ofUnsignedLong(input.attributes().number()))
            .toList(),
        List.of(),
        List.of());
  }

  private void closeBatch() {
    node.send(ALICE, nonce);
    nonce++;
    node.tick();
    node.closeBatch();
  }

  private BatchChecker checker(final ExecutionEngine engine, final OptionalLong kept) {
    return new BatchChecker(engine, node.store, SequencerFixture.CHAIN, new BatchProgress(), kept);
  }

  private Optional<ExecutionWitness> kept(final long batch) {
    return node.store.read(tx -> tx.batchWitnesses().find(batch));
  }

  private boolean isChecked(final long batch) {
    return node.store.read(tx -> tx.batches().find(batch)).filter(Batch::checked).isPresent();
  }

  private void verify(final long batch) {
    node.store.update(
        tx -> {
          tx.l1Blocks()
              .insert(
                  new L1BlockRef(
                      L1_BLOCK + batch, Bytes32.leftPad(Bytes.of((int) batch)), Bytes32.ZERO, 1));
          tx.verifiedBatches()
              .insert(
                  new VerifiedBatch(
                      batch, Bytes32.ZERO, Bytes32.ZERO, L1_BLOCK + batch, Address.ZERO));
        });
  }

  @Test
  void whatBatchesNeedIsKeptUntilTheyAreVerifiedAndOfSomeLonger() {
    final Recording engine = new Recording(node.engine, Optional.empty());
    final BatchChecker checker = checker(engine, OptionalLong.of(1));
    for (int batch = 1; batch <= 3; batch++) {
      closeBatch();
      checker.step();
    }
    for (long batch = 1; batch <= 3; batch++) {
      assertThat(kept(batch).orElseThrow().state()).isNotEmpty();
    }
    assertThat(engine.recorded).isEqualTo(3);

    verify(2);
    closeBatch();
    checker.step();

    assertThat(kept(1)).as("verified, and not the last one").isEmpty();
    assertThat(kept(2)).as("the last one that is verified").isPresent();
    assertThat(kept(4)).isPresent();
  }

  @Test
  void whatIsNotAskedForIsNotRecorded() {
    final Recording engine = new Recording(node.engine, Optional.empty());
    closeBatch();
    checker(engine, OptionalLong.empty()).step();

    assertThat(isChecked(1)).isTrue();
    assertThat(engine.recorded).isZero();
    assertThat(kept(1)).isEmpty();
  }

  @Test
  void anEngineWithoutThemIsAskedOnce() {
    final BatchChecker checker = checker(node.engine, OptionalLong.of(0));
    closeBatch();
    checker.step();
    closeBatch();
    checker.step();

    assertThat(isChecked(2)).isTrue();
    assertThat(kept(2)).isEmpty();
  }

  @Test
  void aStateThatIsGoneCostsTheWitnessAndNotTheCheck() {
    final Recording engine =
        new Recording(node.engine, Optional.of(new StateUnavailableException("gone")));
    final BatchChecker checker = checker(engine, OptionalLong.of(0));
    closeBatch();
    checker.step();
    closeBatch();
    checker.step();

    assertThat(isChecked(2)).isTrue();
    assertThat(engine.recorded).as("the next one may have its state").isEqualTo(2);
    assertThat(kept(2)).isEmpty();
  }

  @Test
  void whatIsTooLargeIsNotKept() {
    final ExecutionWitness large =
        new ExecutionWitness(
            java.util.Collections.nCopies(65, Bytes.wrap(new byte[1 << 20])), List.of(), List.of());
    closeBatch();
    final WitnessKeeper keeper =
        new WitnessKeeper(node.engine, (hash, transactions) -> false, OptionalLong.of(0), false);
    node.store.update(tx -> keeper.keep(tx, 1, Optional.of(large)));
    assertThat(kept(1)).isEmpty();
  }
}
