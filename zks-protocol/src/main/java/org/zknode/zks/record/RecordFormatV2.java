/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** Format of zks/2 and zks/3: the interop event index, then migration and fee number. */
public final class RecordFormatV2 extends BlockRecordFormat {
  public RecordFormatV2() {
    super(2);
  }

  @Override
  void writeTail(final RlpWriter fields, final Tail tail) {
    fields.uint64(0).uint64(0).uint64(tail.migrationNumber()).uint64(tail.interopFeeNumber());
  }

  @Override
  Tail readTail(final RlpReader fields) {
    fields.uint64();
    fields.uint64();
    return new Tail(0, fields.uint64(), fields.uint64());
  }
}
