/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStoreContract;

/** The state store of simulations keeps the contract of the one on PostgreSQL. */
class MemoryStateStoreTest extends StateStoreContract {
  @Override
  protected StateStore emptyStore() {
    return new MemoryStateStore().session();
  }

  @Test
  void aLockIsOneSessionsUntilItIsClosed() {
    final MemoryStateStore database = new MemoryStateStore();
    final StateStore first = database.session();
    final StateStore second = database.session();
    assertThat(first.tryLock("sequencer")).isTrue();
    assertThat(first.tryLock("sequencer")).isTrue();
    assertThat(second.tryLock("sequencer")).isFalse();
    assertThat(second.tryLock("aggregator")).isTrue();
    first.close();
    assertThat(second.tryLock("sequencer")).isTrue();
  }

  @Test
  void aTransactionInsideOfAnotherIsRefused() {
    final StateStore store = emptyStore();
    assertThatThrownBy(() -> store.read(outer -> store.read(inner -> inner.batches().last())))
        .isInstanceOf(IllegalStateException.class);
  }
}
