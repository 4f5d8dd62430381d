/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;

class ExpectedTransactionsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final ExpectedTransactions expected = new ExpectedTransactions(now::get);

  private static Bytes32 hash(final long number) {
    return Bytes32.leftPad(Bytes.ofUnsignedLong(number));
  }

  @Test
  void oneIsExpectedForAMoment() {
    assertThat(expected.expect(hash(1))).isTrue();
    now.addAndGet(ExpectedTransactions.LONGEST.toNanos());
    assertThat(expected.contains(hash(1))).isTrue();
    assertThat(expected.contains(hash(2))).isFalse();
    now.addAndGet(1);
    assertThat(expected.contains(hash(1))).isFalse();
    assertThat(expected.size()).isZero();
  }

  @Test
  void aRefusedOneIsForgottenAtOnce() {
    assertThat(expected.expect(hash(1))).isTrue();
    assertThat(expected.expect(hash(1))).as("a second caller").isFalse();
    expected.forget(hash(1));
    assertThat(expected.contains(hash(1))).isFalse();
    assertThat(expected.size()).isZero();
  }

  /** Whether or not anybody ever asks for them. */
  @Test
  void oldOnesMakeRoomForNewOnes() {
    for (int i = 0; i < 100; i++) {
      expected.expect(hash(i));
    }
    now.addAndGet(ExpectedTransactions.LONGEST.toNanos() / 2);
    expected.expect(hash(0));
    now.addAndGet(ExpectedTransactions.LONGEST.toNanos() / 2 + 1);
    expected.expect(hash(1_000));
    assertThat(expected.size()).as("the one that came again and the new one").isEqualTo(2);
  }

  @Test
  void itIsBounded() {
    for (int i = 0; i < ExpectedTransactions.MAX_EXPECTED + 100; i++) {
      expected.expect(hash(i));
    }
    assertThat(expected.size()).isEqualTo(ExpectedTransactions.MAX_EXPECTED);
    assertThat(expected.contains(hash(0))).isFalse();
    assertThat(expected.contains(hash(ExpectedTransactions.MAX_EXPECTED + 99))).isTrue();
  }
}
