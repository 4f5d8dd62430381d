/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.engine.LogsBloom;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.Slice;

class FlashblockTest {
  private static final Bytes32 PARENT = Bytes32.repeat((byte) 1);
  private static final Bytes NO_BLOOM = Bytes.wrap(new byte[LogsBloom.BYTES]);

  private final ObjectMapper json = new ObjectMapper();
  private final FlashblockReader reader = new FlashblockReader();

  private JsonNode written(final Slice slice) {
    return json.valueToTree(FlashblockJson.of(slice, NO_BLOOM));
  }

  private Optional<Slice> read(final Slice slice) {
    return reader.read(written(slice).toString());
  }

  private static Slice slice(final int index) {
    return TestSlices.slice(5, PARENT, index);
  }

  private static void assertSame(final Optional<Slice> read, final Slice slice) {
    assertThat(read).isPresent();
    assertThat(withoutTransactions(read.get())).isEqualTo(withoutTransactions(slice));
    assertThat(read.get().transactions())
        .extracting(each -> each.transaction().signed())
        .isEqualTo(slice.transactions().stream().map(each -> each.transaction().signed()).toList());
    assertThat(read.get().transactions())
        .extracting(Included::receipt)
        .isEqualTo(slice.transactions().stream().map(Included::receipt).toList());
  }

  private static Slice withoutTransactions(final Slice slice) {
    return new Slice(
        slice.block(),
        slice.baseFee(),
        slice.index(),
        slice.firstTransaction(),
        slice.gasBefore(),
        slice.logsBefore(),
        List.of());
  }

  @Test
  void aBlocksSlicesAreReadAsTheyWereWritten() {
    assertSame(read(slice(0)), slice(0));
    assertSame(read(slice(1)), slice(1));
    assertSame(read(slice(2)), slice(2));
    final Slice next = TestSlices.slice(6, PARENT, 0);
    assertSame(read(next), next);
  }

  @Test
  void theFirstSliceAloneSaysWhichBlockItIs() {
    final JsonNode first = written(slice(0));
    assertThat(first.path("base").path("block_number").asText()).isEqualTo("0x5");
    assertThat(first.path("base").path("parent_hash").asText()).isEqualTo(PARENT.toHexString());
    assertThat(first.path("diff").path("gas_used").asText()).isEqualTo("0xa410");
    assertThat(first.path("diff").path("transactions")).hasSize(2);
    assertThat(first.path("metadata").path("block_number").asLong()).isEqualTo(5);
    assertThat(first.path("metadata").path("receipts")).hasSize(2);
    final JsonNode second = written(slice(1));
    assertThat(second.has("base")).isFalse();
    assertThat(second.path("payload_id")).isEqualTo(first.path("payload_id"));
    assertThat(written(TestSlices.slice(6, PARENT, 0)).path("payload_id"))
        .isNotEqualTo(first.path("payload_id"));
  }

  @Test
  void whatComesAfterAGapIsLeftUntilTheNextBlock() {
    assertThat(read(slice(1))).isEmpty();
    assertSame(read(slice(0)), slice(0));
    assertThat(read(slice(2))).isEmpty();
    assertThat(read(slice(1))).isEmpty();
    final Slice next = TestSlices.slice(6, PARENT, 0);
    assertSame(read(next), next);
  }

  /** However it is cut, so that whoever names a feed that lies keeps no more than a block's. */
  @Test
  void aBlockThatNeverEndsIsRefused() {
    final String padding = " ".repeat(FlashblockReader.MOST_CHARS / 3);
    for (int i = 0; i < 2; i++) {
      assertThat(reader.read(written(slice(i)) + padding)).isPresent();
    }
    assertThatThrownBy(() -> reader.read(written(slice(2)) + padding))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 33554432 characters");
    assertThat(reader.read(written(TestSlices.slice(6, PARENT, 0)) + padding)).isPresent();
  }

  /** What is told of a block in another one's place counts alone. */
  @Test
  void anotherBlockInItsPlaceTakesIt() {
    final Preconfirmations known = new Preconfirmations(() -> {});
    known.preconfirmed(slice(0));
    known.preconfirmed(slice(1));
    final Slice other =
        TestSlices.withTransactions(
            TestSlices.slice(5, Bytes32.repeat((byte) 2), 0), slice(2).transactions());
    known.preconfirmed(other);
    for (final Included told : other.transactions()) {
      assertThat(known.find(told.transaction().hash())).isPresent();
    }
    for (final Included before : slice(0).transactions()) {
      assertThat(known.find(before.transaction().hash())).isEmpty();
    }
    for (final Included before : slice(1).transactions()) {
      assertThat(known.find(before.transaction().hash())).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{', not JSON",
    "'{}', payload_id",
    "'{\"payload_id\":\"0x1\",\"base\":{}}', block_number",
    "'{\"payload_id\":\"0x1\",\"base\":{\"block_number\":\"0xffffffffffffffff\"}}', beyond 63 bits"
  })
  void whatIsNoFlashblockIsRefused(final String message, final String why) {
    assertThatThrownBy(() -> reader.read(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aTransactionWithoutReceiptIsRefused() {
    final String changed =
        written(slice(0))
            .toString()
            .replace(slice(0).transactions().getFirst().transaction().hash().toHexString(), "0x");
    assertThatThrownBy(() -> reader.read(changed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no receipt");
  }
}
