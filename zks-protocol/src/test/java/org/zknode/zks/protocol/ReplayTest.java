/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordFormatV0;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.RecordOverride;

class ReplayTest {
  private static final RecordFormat FORMAT = new RecordFormatV0();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final MainNodeReplay main = new MainNodeReplay();
  private final ExternalNodeReplay external = new ExternalNodeReplay(64, List.of(), TIMEOUT);

  private static Optional<RecordItem> chain(final long head, final long block) {
    return block <= head ? Optional.of(RecordItem.of(encoded(block))) : Optional.empty();
  }

  private static Bytes encoded(final long block) {
    return RlpWriter.encodeList(w -> w.uint64(block));
  }

  @Test
  void sendsNothingBeforeTheRequest() throws OversizeRecord {
    assertThat(main.streaming()).isFalse();
    assertThat(main.next((n, key) -> chain(10, n))).isEmpty();
  }

  @Test
  void batchesUpToWhatIsWantedAndThere() throws Exception {
    main.requested(GetBlockReplays.from(1, 3));

    assertThat(main.next((n, key) -> chain(4, n)))
        .hasValueSatisfying(
            batch -> {
              assertThat(batch.first()).isEqualTo(1);
              assertThat(batch.last()).isEqualTo(3);
              assertThat(batch.message().records()).hasSize(3);
            });
    assertThat(main.next((n, key) -> chain(4, n)).orElseThrow().last()).isEqualTo(4);
    assertThat(main.next((n, key) -> chain(4, n))).isEmpty();
    assertThat(main.next((n, key) -> chain(5, n)).orElseThrow().first()).isEqualTo(5);
  }

  @Test
  void absentMaximumMeansOne() throws Exception {
    main.requested(new GetBlockReplays(1, List.of(), OptionalLong.empty()));

    assertThat(main.next((n, key) -> chain(4, n)).orElseThrow().message().records()).hasSize(1);
  }

  @Test
  void aStartAboveTheHeadWaits() throws Exception {
    main.requested(GetBlockReplays.from(9, 64));

    assertThat(main.next((n, key) -> chain(8, n))).isEmpty();
    assertThat(main.nextBlock()).hasValue(9);
  }

  @Test
  void batchesAreBoundedByBytes() throws Exception {
    final Bytes part = Bytes.wrap(new byte[WireLimits.TARGET_BATCH_BYTES / 2]);
    final Bytes big = Bytes.wrap(new byte[WireLimits.MAX_BATCH_BYTES]);
    final Bytes huge = Bytes.wrap(new byte[9 * 1024 * 1024]);
    main.requested(GetBlockReplays.from(1, 64));

    final Map<Long, Bytes> records = Map.of(1L, part, 2L, part, 3L, part, 4L, big, 5L, huge);
    final RecordSource source = (n, key) -> Optional.ofNullable(records.get(n)).map(RecordItem::of);

    // Long enough; with the next one too long; as long as one may be.
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(2);
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(3);
    assertThat(main.next(source).orElseThrow().last()).isEqualTo(4);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> main.next(source))
          .isInstanceOf(OversizeRecord.class)
          .hasMessage("the record of block 5 has 9437184 bytes, a message carries at most 8388608");
    }
  }

  @Test
  void aSourceThatThrowsIsAskedAgainForTheSameBlock() throws Exception {
    main.requested(GetBlockReplays.from(1, 64));
    final int[] failures = {1};
    final RecordSource source =
        (n, key) -> {
          if (n == 3 && failures[0]-- > 0) {
            throw new IllegalStateException("disk gone");
          }
          return chain(3, n);
        };

    assertThatThrownBy(() -> main.next(source)).hasMessage("disk gone");
    assertThat(main.next(source).orElseThrow().message().records()).hasSize(3);
  }

  @Test
  void overridesAreAskedForByTheirKey() throws Exception {
    final Bytes key = Bytes.repeat((byte) 0xab, 32);
    main.requested(
        new GetBlockReplays(1, List.of(new RecordOverride(2, key)), OptionalLong.of(64)));
    final List<Optional<Bytes>> keys = new ArrayList<>();

    main.next(
        (n, k) -> {
          keys.add(k);
          return chain(3, n);
        });

    assertThat(keys)
        .containsExactly(Optional.empty(), Optional.of(key), Optional.empty(), Optional.empty());
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

  private static BlockReplays message(final long... blocks) {
    return new BlockReplays(Arrays.stream(blocks).mapToObj(ReplayTest::encoded).toList());
  }

  @Test
  void theCursorMovesWhenTheRecordWasTaken() throws Exception {
    assertThat(external.start(1, 0)).isEqualTo(GetBlockReplays.from(1, 64));
    external.received(message(1, 2), FORMAT);

    assertThat(external.next().orElseThrow().blockNumber()).isEqualTo(1);
    assertThat(external.cursor()).isEqualTo(1);
    external.taken(0);
    assertThat(external.cursor()).isEqualTo(2);
    assertThat(external.next().orElseThrow().blockNumber()).isEqualTo(2);
    external.taken(0);
    assertThat(external.hasPending()).isFalse();
  }

  @Test
  void anotherBlockThanExpectedIsAViolationAfterTheGoodOnes() throws Exception {
    external.start(1, 0);
    external.received(message(1, 5), FORMAT);

    assertThat(external.next().orElseThrow().blockNumber()).isEqualTo(1);
    external.taken(0);
    assertThat(external.next()).isEmpty();
    assertThat(external.fault().orElseThrow()).hasMessage("replay of block 5 where 2 was expected");
  }

  @Test
  void aMessageWithABadRecordIsNotUsedAtAll() {
    external.start(1, 0);
    final BlockReplays message =
        new BlockReplays(List.of(encoded(1), Bytes.fromHexString("c3010203")));

    assertThatThrownBy(() -> external.received(message, FORMAT))
        .isInstanceOf(ZksDecodeException.class);
    assertThat(external.hasPending()).isFalse();
  }

  @Test
  void recordsWithoutRequestAreAViolation() {
    assertThatThrownBy(() -> external.received(message(0), FORMAT))
        .isInstanceOf(ProtocolViolation.class);
  }

  @Test
  void theWatchdogFiresAfterSilence() {
    assertThat(external.stalled(Long.MAX_VALUE)).isFalse();
    external.start(1, -5);

    assertThat(external.stalled(TIMEOUT.toNanos() - 6)).isFalse();
    assertThat(external.stalled(TIMEOUT.toNanos() - 5)).isTrue();
  }

  @Test
  void theWatchdogStartsAnewWithEachRecord() throws Exception {
    final long step = TIMEOUT.toNanos() * 7 / 10;
    external.start(1, 0);
    for (int i = 1; i <= 3; i++) {
      assertThat(external.stalled(i * step)).isFalse();
      external.received(message(i), FORMAT);
      external.taken(i * step);
    }

    assertThat(external.stalled(3 * step + TIMEOUT.toNanos())).isTrue();
    assertThat(external.cursor()).isEqualTo(4);
  }

  /** Else a peer could hold the only upstream for ever with messages that bring nothing. */
  @Test
  void messagesWithoutRecordsDoNotHelp() throws Exception {
    external.start(1, 0);
    external.received(message(), FORMAT);

    assertThat(external.stalled(TIMEOUT.toNanos())).isTrue();
  }
}
