/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.IOException;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** Message ids and bodies of the devp2p base protocol. */
final class BaseProtocol {
  static final int HELLO = 0x00;
  static final int DISCONNECT = 0x01;
  static final int PING = 0x02;
  static final int PONG = 0x03;

  /** Largest frame accepted before Hello is done; Besu and geth use the same. */
  static final int MAX_HELLO_FRAME = 2048;

  private static final Bytes EMPTY_LIST = Bytes.of(0xc0);

  private BaseProtocol() {}

  /** Frame body of a message that is compressed. */
  static byte[] compressed(final int id, final Bytes payload) throws IOException {
    return frame(id, SnappyCodec.compress(payload));
  }

  /** Frame body of Hello, and of a Disconnect before it: not compressed. */
  static byte[] plain(final int id, final Bytes payload) {
    return frame(id, payload.toArrayUnsafe());
  }

  static Bytes disconnectPayload(final DisconnectReason reason) {
    return RlpWriter.encodeList(list -> list.uint64(reason.code()));
  }

  static Bytes emptyPayload() {
    return EMPTY_LIST;
  }

  /** The message id as a frame body starts with it. */
  static byte[] prefix(final int id) {
    return new RlpWriter(2).uint64(id).toBytes().toArrayUnsafe();
  }

  private static byte[] frame(final int id, final byte[] data) {
    final byte[] prefix = prefix(id);
    final byte[] body = new byte[prefix.length + data.length];
    System.arraycopy(prefix, 0, body, 0, prefix.length);
    System.arraycopy(data, 0, body, prefix.length, data.length);
    return body;
  }

  /** The message id at the start of a frame body, and where its data begins. */
  record Id(int id, int dataOffset) {}

  static Id id(final byte[] body) throws RlpxException {
    final int first = body[0] & 0xff;
    if (first <= 0x80) {
      return new Id(first == 0x80 ? 0 : first, 1);
    }
    if (first == 0x81 && body.length > 1) {
      return new Id(body[1] & 0xff, 2);
    }
    throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "message id above 255");
  }

  /**
   * Reads a Disconnect leniently: clients send {@code [reason]}, the bare reason, the empty list,
   * the non-canonical {@code 0xc100} (Besu), with or without compression.
   */
  static DisconnectReason disconnectReason(final byte[] data, final int offset) {
    Bytes payload;
    try {
      payload = SnappyCodec.decompress(data, offset, MAX_HELLO_FRAME);
    } catch (final RlpxException notCompressed) {
      payload = Bytes.wrap(data).slice(offset);
    }
    try {
      return reason(payload);
    } catch (final RlpException notRlp) {
      return DisconnectReason.UNKNOWN;
    }
  }

  private static DisconnectReason reason(final Bytes payload) {
    if (payload.isEmpty()) {
      return DisconnectReason.REQUESTED;
    }
    final RlpReader reader = RlpReader.of(payload);
    final RlpReader field = reader.nextIsList() ? reader.list() : reader;
    if (field.atEnd()) {
      return DisconnectReason.REQUESTED;
    }
    final Bytes code = field.bytes().trimLeadingZeros();
    if (code.size() > 1) {
      return DisconnectReason.UNKNOWN;
    }
    return DisconnectReason.of(code.isEmpty() ? 0 : code.get(0) & 0xff);
  }
}
