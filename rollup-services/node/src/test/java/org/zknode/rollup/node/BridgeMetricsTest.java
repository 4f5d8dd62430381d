/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.bridge.l2.SpendingBook;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MemoryStateStore;
import org.zknode.rollup.testkit.MutableClock;

class BridgeMetricsTest {
  private final MutableClock clock = MutableClock.create();
  private final CountingMetrics metrics = new CountingMetrics();
  private final StateStore store = new MemoryStateStore().session();
  private List<IndexPosition> positions = List.of();
  private boolean down;

  private BridgeView view() {
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) -> {
              if (down) {
                throw new TemporaryException("the database is away");
              }
              return method.getName().equals("ownNetwork") ? (Object) 1L : positions;
            });
  }

  @Test
  void theIndexIsBehindByWhatTheNodeHasMore() {
    BridgeMetrics.index(metrics, view(), store, FakeEngine.funded(), clock);
    assertThat(metrics.value("bridge_l1_blocks_behind")).isZero();
    assertThat(metrics.value("bridge_l2_blocks_behind")).isZero();

    store.update(tx -> tx.l1Blocks().insert(new L1BlockRef(70, Bytes32.ZERO, Bytes32.ZERO, 0)));
    positions = List.of(position(0, 50), position(1, 3));
    clock.advance(Remembered.TIME);
    assertThat(metrics.value("bridge_l1_blocks_behind")).isEqualTo(20);
    assertThat(metrics.value("bridge_l2_blocks_behind")).as("L2 has no block").isZero();

    down = true;
    clock.advance(Remembered.TIME);
    assertThat(metrics.value("bridge_l1_blocks_behind")).isNaN();
    assertThat(metrics.value("bridge_l2_blocks_behind")).isNaN();
  }

  private static IndexPosition position(final long network, final long block) {
    return new IndexPosition(network, block, Bytes32.ZERO, 0);
  }

  @Test
  void whatIsSpentIsThatOfTheDay() {
    final long day = TimeUnit.MILLISECONDS.toDays(clock.millis());
    BridgeMetrics.spending(metrics, new Book(day), clock);
    assertThat(metrics.value("bridge_exit_root_gas_today")).isEqualTo(10);
    assertThat(metrics.value("bridge_exit_root_wei_today")).isEqualTo(1e18);
    assertThat(metrics.value("bridge_claim_gas_today")).isEqualTo(20);
    assertThat(metrics.value("bridge_claim_wei_today")).isEqualTo(2e18);
    clock.advance(Duration.ofDays(1));
    assertThat(metrics.value("bridge_claim_gas_today")).isZero();
  }

  private record Book(long day) implements SpendingBook {
    @Override
    public Spent spent(final Purpose purpose, final long asked) {
      final long times = purpose == Purpose.EXIT_ROOTS ? 1 : 2;
      return asked == day
          ? new Spent(10 * times, BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(times)))
          : Spent.NOTHING;
    }

    @Override
    public void add(final Purpose purpose, final long asked, final long gas, final BigInteger wei) {
      throw new UnsupportedOperationException();
    }
  }
}
