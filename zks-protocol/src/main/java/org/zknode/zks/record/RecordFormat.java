/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.ZksDecodeException;

/**
 * A wire format of replay records (docs/spec/zks-wire.md, "Replay record"): one class each,
 * stateless.
 */
public abstract class RecordFormat {
  private final int version;

  RecordFormat(final int version) {
    this.version = version;
  }

  /** Number of the format, 0 to 3. */
  public int version() {
    return version;
  }

  /** The record as one RLP item; what the format has no place for is left out. */
  public Bytes encode(final ReplayRecord record) {
    return RlpWriter.encode(out -> writeItem(out, record));
  }

  /** The record as one RLP item that is measured now and encoded where it is written. */
  public RecordItem item(final ReplayRecord record) {
    return new RecordItem.Unencoded(this, record, RlpWriter.sizeOf(out -> writeItem(out, record)));
  }

  final void writeItem(final RlpWriter out, final ReplayRecord record) {
    out.list(fields -> write(fields, record));
  }

  /** Decodes one RLP item; nothing may follow it. */
  public ReplayRecord decode(final Bytes encoded) throws ZksDecodeException {
    try {
      final RlpReader in = RlpReader.of(encoded);
      final RlpReader fields = in.list();
      in.expectEnd();
      final ReplayRecord record = read(fields);
      fields.expectEnd();
      return record;
    } catch (final RlpException e) {
      throw new ZksDecodeException("replay record v%d: %s".formatted(version, e.getMessage()));
    }
  }

  abstract void write(RlpWriter fields, ReplayRecord record);

  abstract ReplayRecord read(RlpReader fields);
}
