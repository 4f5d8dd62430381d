/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.FakeEngine;

/** Two main nodes on the same databases, each with an engine of its own, one after the other. */
class TakeOverTest {
  private final SequencerFixture node = new SequencerFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private void takeOverWith(final FakeEngine engine) {
    node.engine = engine;
    node.restart();
  }

  @Test
  void theSecondGoesOnFromTheStateDbAndTheFirstGivesUpTheBlockThatItCouldNotStore() {
    final FakeEngine first = node.engine;
    final SignedTransaction one = node.send(SequencerFixture.ALICE, 0);
    node.tick();
    final SignedTransaction two = node.send(SequencerFixture.ALICE, 1);
    // The first process dies, or is paused, between its engine and the row.
    node.store.failWrite(2, false);
    assertThatThrownBy(node::tick).isInstanceOf(TemporaryException.class);
    final L2Block overtaken = first.head();
    assertThat(overtaken.number()).isEqualTo(2);

    takeOverWith(SequencerFixture.newEngine());
    node.clock.advance(Duration.ofSeconds(5));
    node.tick();
    node.tick();
    final L2Block ofSecond = node.engine.block(2).orElseThrow();
    assertThat(ofSecond.hash()).isNotEqualTo(overtaken.hash());
    assertThat(node.engine.block(1)).isEqualTo(first.block(1));
    assertThat(node.transactionsInChain()).containsExactly(one.raw(), two.raw());

    takeOverWith(first);
    node.tick();
    assertThat(first.block(2)).contains(ofSecond);
    final SignedTransaction three = node.send(SequencerFixture.ALICE, 2);
    node.tick();
    assertThat(node.transactionsInChain()).containsExactly(one.raw(), two.raw(), three.raw());
    node.assertConsistent();
  }
}
