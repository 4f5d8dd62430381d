/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** Block number only: upstream's test format. */
public final class RecordFormatV0 extends RecordFormat {
  public RecordFormatV0() {
    super(0);
  }

  @Override
  void write(final RlpWriter fields, final ReplayRecord record) {
    fields.uint64(record.blockNumber());
  }

  @Override
  ReplayRecord read(final RlpReader fields) {
    return new ReplayRecord(
        BlockContext.ofNumber(fields.uint64()),
        0,
        List.of(),
        0,
        ProtocolVersion.ZERO,
        Bytes32.ZERO,
        List.of(),
        0,
        0,
        0);
  }
}
