/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** Format of zks/1: ends with the interop event index, two bare integers. */
public final class RecordFormatV1 extends BlockRecordFormat {
  public RecordFormatV1() {
    super(1);
  }

  @Override
  void writeTail(final RlpWriter fields, final Tail tail) {
    // The root id cannot be mapped back to an event index: upstream writes zeros too.
    fields.uint64(0).uint64(0);
  }

  @Override
  Tail readTail(final RlpReader fields) {
    fields.uint64();
    fields.uint64();
    return new Tail(0, 0, 0);
  }
}
