/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** Format of zks/4 and zks/5: interop root id, migration number, fee number. */
public final class RecordFormatV3 extends BlockRecordFormat {
  public RecordFormatV3() {
    super(3);
  }

  @Override
  void writeTail(final RlpWriter fields, final Tail tail) {
    fields
        .uint64(tail.interopRootId())
        .uint64(tail.migrationNumber())
        .uint64(tail.interopFeeNumber());
  }

  @Override
  Tail readTail(final RlpReader fields) {
    return new Tail(fields.uint64(), fields.uint64(), fields.uint64());
  }
}
