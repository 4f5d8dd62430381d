/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

class LastBatchesTest {
  private final MutableClock clock = MutableClock.create();
  private final AtomicInteger reads = new AtomicInteger();
  private boolean down;
  private final StateStore store = new Counted(new MemoryStateStore().session());

  private final LastBatches last = new LastBatches(store, clock);

  @BeforeEach
  void aVerifiedBatch() {
    store.update(
        tx -> {
          tx.l1Blocks().insert(new L1BlockRef(7, Bytes32.ZERO, Bytes32.ZERO, 0));
          tx.verifiedBatches()
              .insert(new VerifiedBatch(2, Bytes32.ZERO, Bytes32.ZERO, 7, Address.ZERO));
        });
  }

  @Test
  void allGaugesOfAScrapeAreOfOneRead() {
    assertThat(last.numbers().closed()).isZero();
    assertThat(last.numbers().virtual()).isZero();
    assertThat(last.numbers().verified()).isEqualTo(2);
    assertThat(reads).hasValue(1);

    clock.advance(Remembered.TIME);
    assertThat(last.numbers().verified()).isEqualTo(2);
    assertThat(reads).hasValue(2);
  }

  @Test
  void aDatabaseThatIsAwayIsWaitedForOnceAndAnOldNumberIsNotShown() {
    last.numbers();
    down = true;
    clock.advance(Remembered.TIME);
    assertThat(last.numbers().closed()).isNaN();
    assertThat(last.numbers().verified()).isNaN();
    assertThat(reads).hasValue(2);

    down = false;
    clock.advance(Remembered.TIME);
    assertThat(last.numbers().verified()).isEqualTo(2);
  }

  @Test
  void aClockThatIsSetBackKeepsNoAnswer() {
    last.numbers();
    clock.advance(Duration.ofDays(-1));
    last.numbers();
    assertThat(reads).hasValue(2);
  }

  private final class Counted implements StateStore {
    private final StateStore inner;

    Counted(final StateStore inner) {
      this.inner = inner;
    }

    @Override
    public <T> T read(final Function<Tx, T> work) {
      reads.incrementAndGet();
      if (down) {
        throw new TemporaryException("no connection within 5 s");
      }
      return inner.read(work);
    }

    @Override
    public <T> T write(final Function<Tx, T> work) {
      return inner.write(work);
    }

    @Override
    public boolean tryLock(final String role) {
      return inner.tryLock(role);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
