/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.DecodeBound;

/** Fuzz targets of the record formats and of the transactions in them. */
class RecordFuzzTest {
  private static void check(final int version, final byte[] data) {
    RecordChecks.decodesOrIsRefused(Goldens.FORMATS.get(version), Bytes.wrap(data));
  }

  @FuzzTest
  void v0(final byte[] data) {
    check(0, data);
  }

  @FuzzTest
  void v1(final byte[] data) {
    check(1, data);
  }

  @FuzzTest
  void v2(final byte[] data) {
    check(2, data);
  }

  @FuzzTest
  void v3(final byte[] data) {
    check(3, data);
  }

  /** One item of a record's list of transactions. */
  @FuzzTest
  void transactionEnvelope(final byte[] data) {
    final RlpReader reader = RlpReader.of(Bytes.wrap(data));
    final Bytes envelope;
    try {
      envelope = DecodeBound.decode(Bytes.wrap(data), b -> TransactionEnvelope.read(reader));
    } catch (final RlpException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    final RlpWriter writer = new RlpWriter();
    TransactionEnvelope.write(writer, envelope);
    assertThat(writer.toBytes()).isEqualTo(Bytes.wrap(data).slice(0, reader.position()));
  }
}
