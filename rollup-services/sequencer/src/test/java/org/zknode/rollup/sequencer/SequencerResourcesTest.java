/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.sequencer.SequencerFixture.ALICE;
import static org.zknode.rollup.sequencer.SequencerFixture.BOB;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.rollup.status.Event;

/** Batches that are limited by what the engine's tracer counts. */
class SequencerResourcesTest {
  /** Of docs/spec/sequencing.md, "Resources of a batch". */
  private static final long KECCAK_LIMIT = 2_145;

  private final SequencerFixture node = new SequencerFixture();
  private final Map<Bytes, Long> keccak = new HashMap<>();

  @BeforeEach
  void meter() {
    node.engine.meterBy(raw -> use(keccak.getOrDefault(raw, 0L)));
    node.step();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static Resources use(final long keccakHashes) {
    return Resources.of(21_000, new ExecutionCounters(keccakHashes, 0, 0, 0, 0, 1));
  }

  private SignedTransaction send(
      final org.zknode.eth.PrivateKey from, final long nonce, final long uses) {
    final SignedTransaction transaction = node.send(from, nonce);
    keccak.put(transaction.raw(), uses);
    return transaction;
  }

  private Batch batch(final long number) {
    return node.store.read(tx -> tx.batches().find(number)).orElseThrow();
  }

  private Resources used(final long batch) {
    return node.store.read(tx -> tx.batchResources().find(batch)).orElseThrow();
  }

  @Test
  void aTransactionThatDoesNotFitTheRestOpensTheNextBatch() {
    final List<SignedTransaction> sent =
        List.of(send(ALICE, 0, 1_000), send(ALICE, 1, 1_500), send(ALICE, 2, 100));
    node.tick();
    assertThat(batch(1).closingReason()).contains(ClosingReason.RESOURCE_EXHAUSTED.text());
    assertThat(used(1)).isEqualTo(use(1_000));
    node.tick();
    assertThat(node.transactionsInChain())
        .containsExactlyElementsOf(sent.stream().map(SignedTransaction::raw).toList());
    assertThat(sent).allMatch(transaction -> node.pool.status(transaction).equals("selected"));
    assertThat(batch(2).closed()).isFalse();
    assertThat(used(2)).isEqualTo(use(1_500).plus(use(100)));
    assertThat(node.metrics.count("sequencer_batches_closed_resource_exhausted_total"))
        .isEqualTo(1);
    final List<Event> events = node.store.read(tx -> tx.events().last(10));
    assertThat(events)
        .extracting(Event::description)
        .anyMatch(text -> text.endsWith("Resource exhausted (keccak hashes)"));
    node.assertConsistent();
  }

  @Test
  void aTransactionThatFitsNoBatchIsInvalidAndBlocksNobody() {
    final SignedTransaction tooMuch = send(ALICE, 0, KECCAK_LIMIT + 1);
    final SignedTransaction other = send(BOB, 0, 10);
    node.tick();
    assertThat(node.pool.status(tooMuch)).isEqualTo("invalid");
    assertThat(node.pool.reason(tooMuch)).contains("keccak hashes");
    assertThat(node.pool.status(other)).isEqualTo("selected");
    assertThat(batch(1).closed()).isFalse();
    final SignedTransaction exactly = send(ALICE, 0, KECCAK_LIMIT);
    int seconds = 0;
    while (node.pool.status(exactly).equals("pending")) {
      node.tick();
      seconds++;
      assertThat(seconds).as("the batch's time is over after 12").isLessThan(13);
    }
    assertThat(seconds).as("an almost empty batch is not closed for it").isGreaterThan(8);
    assertThat(batch(1).closed()).isTrue();
    assertThat(batch(2).closingReason()).contains(ClosingReason.RESOURCE_MARGIN_EXHAUSTED.text());
    node.assertConsistent();
  }

  @Test
  void aBatchThatIsAlmostFullIsClosed() {
    send(ALICE, 0, 1_000);
    node.tick();
    assertThat(batch(1).closed()).isFalse();
    send(ALICE, 1, 935);
    node.tick();
    assertThat(batch(1).closingReason()).contains(ClosingReason.RESOURCE_MARGIN_EXHAUSTED.text());
    assertThat(node.metrics.count("sequencer_batches_closed_resource_margin_exhausted_total"))
        .isEqualTo(1);
  }

  /** The sums are in the state DB; of a block that only the engine has, they are counted again. */
  @Test
  void anOpenBatchKeepsItsSumsAfterACrash() {
    send(ALICE, 0, 700);
    node.tick();
    send(ALICE, 1, 701);
    node.store.failWrite(2, false);
    assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
    node.restart();
    final SignedTransaction next = send(ALICE, 2, 745);
    node.tick();
    assertThat(used(1)).isEqualTo(use(700).plus(use(701)));
    assertThat(batch(1).closingReason()).contains(ClosingReason.RESOURCE_EXHAUSTED.text());
    node.tick();
    assertThat(node.pool.status(next)).isEqualTo("selected");
    assertThat(used(2)).isEqualTo(use(745));
    node.assertConsistent();
  }
}
