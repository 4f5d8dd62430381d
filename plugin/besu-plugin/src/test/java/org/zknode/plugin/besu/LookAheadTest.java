/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;

class LookAheadTest {
  private final Deque<Runnable> helpers = new ArrayDeque<>();
  private final List<Bytes> decoded = new ArrayList<>();
  private final LookAhead ahead = new LookAhead(helpers::add, 1, this::decode);

  private Decoded decode(final Bytes raw) {
    decoded.add(raw);
    return new Decoded.Invalid(raw.toHexString());
  }

  private void help() {
    while (!helpers.isEmpty()) {
      helpers.remove().run();
    }
  }

  private static List<Bytes> block(final int number, final int size) {
    return List.of(Bytes.ofUnsignedInt(number), Bytes.wrap(new byte[size - 4]));
  }

  private static List<Decoded> results(final List<Bytes> raw) {
    return raw.stream().map(each -> (Decoded) new Decoded.Invalid(each.toHexString())).toList();
  }

  @Test
  void whatIsExpectedIsDecodedOnceAndBeforehand() {
    final List<Bytes> first = block(1, 10);
    final List<Bytes> second = block(2, 10);
    ahead.expect(first);
    ahead.expect(second);
    ahead.expect(first);
    help();
    assertThat(decoded).hasSize(4);

    for (final List<Bytes> block : List.of(first, second)) {
      // As it came over another way.
      final List<Bytes> same = block.stream().map(Bytes::copy).toList();
      assertThat(ahead.take(same).results()).isEqualTo(results(block));
    }
    help();
    assertThat(decoded).hasSize(4);
    assertThat(ahead.bytes()).isZero();
  }

  @Test
  void whoExecutesNeedsNobodysHelp() {
    ahead.expect(block(1, 10));
    assertThat(ahead.take(block(1, 10)).results()).isEqualTo(results(block(1, 10)));
    assertThat(ahead.take(block(2, 10)).results()).isEqualTo(results(block(2, 10)));
    assertThat(decoded).hasSize(4);
    help();
    assertThat(decoded).as("helpers that come late do nothing").hasSize(4);
  }

  @Test
  void aBlockThatNobodyExpectedIsDecodedBesideItsExecution() {
    final PreparedTransactions taken = ahead.take(block(1, 10));
    help();
    assertThat(decoded).hasSize(2);
    assertThat(taken.results()).isEqualTo(results(block(1, 10)));
    assertThat(decoded).hasSize(2);

    ahead.take(List.of(Bytes.of(1)));
    ahead.take(List.of());
    assertThat(helpers).as("one transaction needs no second thread").isEmpty();
  }

  /** Of a liar, or from the time before the chain took another way. */
  @Test
  void whatDidNotComeIsForgottenAndNotDecoded() {
    final List<Bytes> never = block(1, 10);
    ahead.expect(never);
    ahead.expect(block(2, 10));
    ahead.take(block(2, 10));
    assertThat(ahead.bytes()).isZero();
    help();
    assertThat(decoded).doesNotContain(never.getFirst());

    ahead.expect(never);
    ahead.clear();
    assertThat(ahead.bytes()).isZero();
    help();
    assertThat(decoded).doesNotContain(never.getFirst());
  }

  @Test
  void nobodyMakesItRememberMuch() {
    final int third = (int) (LookAhead.MAX_BYTES / 3);
    for (int number = 0; number < 9; number++) {
      ahead.expect(block(number, third));
      assertThat(ahead.bytes()).isLessThanOrEqualTo(LookAhead.MAX_BYTES);
    }
    help();
    assertThat(decoded).as("the last three").hasSize(6).contains(block(8, third).getFirst());
    ahead.expect(block(9, (int) LookAhead.MAX_BYTES + 1));
    ahead.expect(List.of());
    assertThat(helpers).isEmpty();

    for (int number = 0; number < 3 * LookAhead.MAX_BLOCKS; number++) {
      ahead.expect(block(number, 10));
    }
    assertThat(ahead.bytes()).isEqualTo(10L * LookAhead.MAX_BLOCKS);
  }
}
