/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordFormatV0;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.GetBlockReplays;

class ReplayTest {
  private static final RecordFormat FORMAT = new RecordFormatV0();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final MainNodeReplay main = new MainNodeReplay();
  private final ExternalNodeReplay external = new ExternalNodeReplay(64, TIMEOUT);

  private static ReplayRecord numbered(final long block) throws ZksDecodeException {
    return FORMAT.decode(org.zknode.rlp.RlpWriter.encodeList(w -> w.uint64(block)));
  }

  private static Optional<Bytes> chain(final long head, final long block) {
    return block <= head
        ? Optional.of(org.zknode.rlp.RlpWriter.encodeList(w -> w.uint64(block)))
        : Optional.empty();
  }

  @Test
  void sendsNothingBeforeTheRequest() {
    assertThat(main.streaming()).isFalse();
    assertThat(main.next(n -> chain(10, n))).isEmpty();
  }

  @Test
  void batchesUpToWhatIsWantedAndThere() throws ProtocolViolation {
    main.requested(GetBlockReplays.from(1, 3));

    assertThat(main.next(n -> chain(4, n)))
        .hasValueSatisfying(
            batch -> {
              assertThat(batch.first()).isEqualTo(1);
              assertThat(batch.last()).isEqualTo(3);
              assertThat(batch.message().records()).hasSize(3);
            });
    assertThat(main.next(n -> chain(4, n)).orElseThrow().last()).isEqualTo(4);
    assertThat(main.next(n -> chain(4, n))).isEmpty();
    assertThat(main.next(n -> chain(5, n)).orElseThrow().first()).isEqualTo(5);
  }

  @Test
  void absentMaximumMeansOne() throws ProtocolViolation {
    main.requested(new GetBlockReplays(1, List.of(), OptionalLong.empty()));

    assertThat(main.next(n -> chain(4, n)).orElseThrow().message().records()).hasSize(1);
  }

  @Test
  void aStartAboveTheHeadWaits() throws ProtocolViolation {
    main.requested(GetBlockReplays.from(9, 64));

    assertThat(main.next(n -> chain(8, n))).isEmpty();
    assertThat(main.nextBlock()).hasValue(9);
  }

  @Test
  void batchesAreBoundedByBytes() throws ProtocolViolation {
    final Bytes big = Bytes.wrap(new byte[3 * 1024 * 1024]);
    final Bytes huge = Bytes.wrap(new byte[9 * 1024 * 1024]);
    main.requested(GetBlockReplays.from(1, 64));

    final java.util.function.LongFunction<Optional<Bytes>> source =
        n -> n > 5 ? Optional.empty() : Optional.of(n == 4 ? huge : big);

    assertThat(main.next(source).orElseThrow().last()).isEqualTo(2);
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(3);
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(4);
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(5);
    assertThat(main.next(source)).isEmpty();
  }

  @Test
  void aSecondRequestIsAViolation() throws ProtocolViolation {
    main.requested(GetBlockReplays.from(1, 64));

    assertThatThrownBy(() -> main.requested(GetBlockReplays.from(1, 64)))
        .isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> new MainNodeReplay().requested(GetBlockReplays.from(-1, 64)))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessageContaining("18446744073709551615");
  }

  @Test
  void theCursorMovesWhenTheRecordWasTaken() throws Exception {
    assertThat(external.start(1, 0)).isEqualTo(GetBlockReplays.from(1, 64));

    external.check(numbered(1));
    assertThat(external.cursor()).isEqualTo(1);
    external.taken();
    assertThat(external.cursor()).isEqualTo(2);
    external.check(numbered(2));
  }

  @Test
  void anotherBlockThanExpectedIsAViolation() {
    external.start(1, 0);

    assertThatThrownBy(() -> external.check(numbered(5)))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage("replay of block 5 where 1 was expected");
  }

  @Test
  void recordsWithoutRequestAreAViolation() {
    assertThatThrownBy(() -> external.check(numbered(0))).isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void theWatchdogFiresAfterSilence() {
    assertThat(external.stalled(Long.MAX_VALUE)).isFalse();
    external.start(1, -5);

    assertThat(external.stalled(TIMEOUT.toNanos() - 6)).isFalse();
    assertThat(external.stalled(TIMEOUT.toNanos() - 5)).isTrue();
  }

  @Test
  void theWatchdogStartsAnewWithEachMessage() {
    final long step = TIMEOUT.toNanos() * 7 / 10;
    external.start(1, 0);
    for (int i = 1; i <= 3; i++) {
      assertThat(external.stalled(i * step)).isFalse();
      external.taken();
      external.waiting(i * step);
    }

    assertThat(external.stalled(3 * step + TIMEOUT.toNanos())).isTrue();
    assertThat(external.cursor()).isEqualTo(4);
  }
}
