/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.zknode.rollup.state.StateStore.Version;
import org.zknode.rollup.testkit.FlakyStore;
import org.zknode.rollup.testkit.MemoryStateStore;

class ChangeWatchTest {
  private final FlakyStore store = new FlakyStore(new MemoryStateStore().session());
  private final ChangeWatch rows = ChangeWatch.ofRows(store);
  private final ChangeWatch blocks = ChangeWatch.alsoOfBlocks(store);

  private void look() {
    rows.begin();
    rows.foundNothing();
    blocks.begin();
    blocks.foundNothing();
  }

  @Test
  void restsAfterALookThatFoundNothingUntilRowsChange() {
    store.tellVersion(new Version(1, 1));
    assertThat(rows.isQuiet()).isFalse();
    rows.begin();
    assertThat(rows.isQuiet()).as("it failed, or found something").isFalse();
    rows.foundNothing();
    assertThat(rows.isQuiet()).isTrue();
    store.tellVersion(new Version(2, 1));
    assertThat(rows.isQuiet()).isFalse();
    assertThat(store.transactions()).as("a version costs no transaction").isZero();
  }

  @Test
  void aBlockConcernsOnlyWhoAsksForBlocks() {
    store.tellVersion(new Version(1, 1));
    look();
    store.tellVersion(new Version(1, 2));
    assertThat(rows.isQuiet()).isTrue();
    assertThat(blocks.isQuiet()).isFalse();
    look();
    store.tellVersion(new Version(2, 2));
    assertThat(blocks.isQuiet()).isFalse();
  }

  @Test
  void whatChangesDuringALookIsLookedAtAgain() {
    store.tellVersion(new Version(1, 1));
    rows.begin();
    store.tellVersion(new Version(2, 1));
    rows.foundNothing();
    assertThat(rows.isQuiet()).isFalse();
  }

  @Test
  void aStoreThatCannotTellIsAlwaysLookedAt() {
    look();
    assertThat(rows.isQuiet()).isFalse();
    assertThat(blocks.isQuiet()).isFalse();
  }
}
