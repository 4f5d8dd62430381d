/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpWriter;

/**
 * One record as an RLP item, whose size is known and which is written where it belongs: a message
 * of many records is encoded into one array, without an array for each of them.
 */
public sealed interface RecordItem {
  /** Bytes of the item. */
  int size();

  /** Writes the item. */
  void write(RlpWriter out);

  /** An item that is encoded already. */
  static RecordItem of(final Bytes encoded) {
    return new Encoded(encoded);
  }

  /** The item by itself. */
  default Bytes bytes() {
    return RlpWriter.encode(this::write);
  }

  /** As it came, or was kept. */
  record Encoded(Bytes bytes) implements RecordItem {
    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public void write(final RlpWriter out) {
      out.raw(bytes);
    }
  }

  /** A record that its format writes when it is wanted. */
  record Unencoded(RecordFormat format, ReplayRecord replayRecord, int size) implements RecordItem {
    @Override
    public void write(final RlpWriter out) {
      format.writeItem(out, replayRecord);
    }
  }
}
