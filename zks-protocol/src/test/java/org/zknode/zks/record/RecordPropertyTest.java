/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksArbitraries;
import org.zknode.zks.ZksDecodeException;

class RecordPropertyTest {
  @Provide
  Arbitrary<ReplayRecord> records() {
    return ZksArbitraries.records();
  }

  /** Every format gives back what it has a place for, and encodes that to the same bytes. */
  @Property(tries = 300)
  void recordsAreReadBack(@ForAll("records") final ReplayRecord written) throws ZksDecodeException {
    for (final RecordFormat format : Goldens.FORMATS) {
      final Bytes encoded = format.encode(written);
      final ReplayRecord decoded = DecodeBound.decode(encoded, format::decode);

      assertThat(decoded).isEqualTo(kept(written, format.version()));
      assertThat(format.encode(decoded)).isEqualTo(encoded);
    }
  }

  @Property(tries = 300)
  void bytesAfterARecordAreRefused(
      @ForAll("records") final ReplayRecord written,
      @ForAll @IntRange(min = 0, max = 3) final int version,
      @ForAll @Size(min = 1, max = 8) final byte[] trailing) {
    final RecordFormat format = Goldens.FORMATS.get(version);
    final Bytes longer = Bytes.concatenate(format.encode(written), Bytes.wrap(trailing));

    assertThat(RecordChecks.decodesOrIsRefused(format, longer)).isFalse();
  }

  @Property(tries = 3000)
  void anyBytesAreARecordOrRefused(
      @ForAll @IntRange(min = 0, max = 3) final int version,
      @ForAll @Size(max = 400) final byte[] data) {
    RecordChecks.decodesOrIsRefused(Goldens.FORMATS.get(version), Bytes.wrap(data));
  }

  /** What the format carries (docs/spec/zks-wire.md, "Replay record"). */
  private static ReplayRecord kept(final ReplayRecord whole, final int version) {
    if (version == 0) {
      return new ReplayRecord(
          BlockContext.ofNumber(whole.blockNumber()),
          0,
          java.util.List.of(),
          0,
          ProtocolVersion.ZERO,
          Bytes32.ZERO,
          java.util.List.of(),
          0,
          0,
          0);
    }
    return new ReplayRecord(
        whole.context(),
        whole.startingL1PriorityId(),
        whole.transactions(),
        whole.previousBlockTimestamp(),
        whole.protocolVersion(),
        whole.blockOutputHash(),
        whole.forcePreimages(),
        version >= 3 ? whole.startingInteropRootId() : 0,
        version >= 2 ? whole.startingMigrationNumber() : 0,
        version >= 2 ? whole.startingInteropFeeNumber() : 0);
  }
}
