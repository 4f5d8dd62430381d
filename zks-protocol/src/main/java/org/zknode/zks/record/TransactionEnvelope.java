/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * Transactions inside a record (docs/spec/zks-wire.md, "Transactions in a record"): a typed one is
 * an RLP string of type byte and payload, a legacy one the bare list. Kept as bytes; only the frame
 * is checked here.
 */
public final class TransactionEnvelope {
  /** System transaction of ZKsync OS, without signature. */
  public static final int SYSTEM = 0x7d;

  /** L1 upgrade transaction of ZKsync OS. */
  public static final int UPGRADE = 0x7e;

  /** L1 priority transaction of ZKsync OS. */
  public static final int PRIORITY = 0x7f;

  private TransactionEnvelope() {}

  /** The EIP-2718 type of an envelope that was decoded here; 0 for legacy. */
  public static int type(final Bytes envelope) {
    final int first = envelope.get(0) & 0xff;
    return first >= 0xc0 ? 0 : first;
  }

  static void write(final RlpWriter out, final Bytes envelope) {
    if (type(envelope) == 0) {
      out.raw(envelope);
    } else {
      out.bytes(envelope);
    }
  }

  static Bytes read(final RlpReader in) {
    if (in.nextIsList()) {
      return in.rawItem();
    }
    final RlpReader string = in.stringContent();
    if (string.atEnd()) {
      throw new RlpException("empty transaction");
    }
    final Bytes envelope = string.rest();
    final int type = string.rawByte();
    switch (type) {
      case 1, 2, 3, 4, SYSTEM, UPGRADE, PRIORITY -> {
        if (!string.nextIsList()) {
          throw new RlpException("transaction of type %d without a list".formatted(type));
        }
        string.skip();
        string.expectEnd();
      }
      default -> throw new RlpException("unknown transaction type " + type);
    }
    return envelope;
  }
}
