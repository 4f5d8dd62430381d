/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;

/**
 * Fuzz targets of what strangers send before and after the handshake: bytes are understood, or
 * refused as a breach of protocol; nothing else is thrown.
 */
class RlpxFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PrivateKey KEY = PrivateKey.fromHex("0x" + "0a".repeat(32));
  private static final PrivateKey PEER = PrivateKey.fromHex("0x" + "0b".repeat(32));

  /** Bytes of a message that the targets accept, uncompressed. */
  private static final int MAX_MESSAGE = 64 * 1024;

  private static DataInputStream in(final byte[] data) {
    return new DataInputStream(new ByteArrayInputStream(data));
  }

  private static void refusedOrCut(final IOException e) {
    assertThat(e).isInstanceOfAny(RlpxException.class, EOFException.class);
  }

  /** The first bytes on the wire, of the side that dialled. */
  @FuzzTest
  void authPacket(final byte[] data) {
    try {
      new Handshake(KEY, RANDOM).respond(in(data), OutputStream.nullOutputStream(), id -> true);
    } catch (final IOException e) {
      refusedOrCut(e);
    }
  }

  /** The same behind its encryption: anybody can seal for a node id. */
  @FuzzTest
  void authBody(final byte[] data) throws IOException {
    if (data.length <= Handshake.MAX_PACKET_BYTES - Ecies.OVERHEAD) {
      authPacket(sealed(data));
    }
  }

  /** What answers our auth packet, behind its encryption. */
  @FuzzTest
  void ackBody(final byte[] data) throws IOException {
    if (data.length <= Handshake.MAX_PACKET_BYTES - Ecies.OVERHEAD) {
      try {
        final Handshake.Secrets secrets =
            new Handshake(KEY, RANDOM)
                .initiate(in(sealed(data)), OutputStream.nullOutputStream(), PEER.publicKey());
        assertThat(secrets.peerId()).isEqualTo(PEER.publicKey());
      } catch (final IOException e) {
        refusedOrCut(e);
      }
    }
  }

  private static byte[] sealed(final byte[] plain) throws IOException {
    final int size = plain.length + Ecies.OVERHEAD;
    final byte[] prefix = {(byte) (size >>> 8), (byte) size};
    final byte[] packet = Ecies.encrypt(KEY.publicKey(), plain, prefix, RANDOM);
    return Bytes.concatenate(Bytes.wrap(prefix), Bytes.wrap(packet)).toArrayUnsafe();
  }

  /** The first frame's body: Hello, or the Disconnect that comes instead. */
  @FuzzTest
  void hello(final byte[] body) {
    if (body.length > 0) {
      try {
        assertThat(SessionOpener.hello(body).nodeId().size()).isEqualTo(Enode.NODE_ID_BYTES);
      } catch (final RlpxException refused) {
        assertThat(refused.reason()).isNotNull();
      }
    }
  }

  /** Clients send it in many forms; none may be worse than "unknown". */
  @FuzzTest
  void disconnect(final byte[] data) {
    assertThat(BaseProtocol.disconnectReason(data, 0)).isNotNull();
  }

  /**
   * A frame of a peer that knows the keys: 16 bytes of plain header, then the body; short ones are
   * cut off, long ones hold more than the frame.
   */
  @FuzzTest
  void frame(final byte[] data) throws IOException {
    final byte[] wire = TestFrames.sealed(data);
    try (DataInputStream in = in(wire)) {
      final byte[] body = TestFrames.receiver().read(in, MAX_MESSAGE);
      assertThat(body.length).isBetween(1, Math.max(1, data.length));
    } catch (final IOException e) {
      refusedOrCut(e);
    }
  }

  /** A compressed message. */
  @FuzzTest
  void snappy(final byte[] data) throws IOException {
    final Bytes message;
    try {
      message = SnappyCodec.decompress(data, 0, MAX_MESSAGE);
    } catch (final RlpxException refused) {
      assertThat(refused.reason()).isEqualTo(DisconnectReason.BREACH_OF_PROTOCOL);
      return;
    }
    assertThat(message.size()).isLessThanOrEqualTo(MAX_MESSAGE);
    final byte[] again = SnappyCodec.compress(message);
    assertThat(SnappyCodec.decompress(again, 0, MAX_MESSAGE)).isEqualTo(message);
  }

  /** What is in the body of a later frame: an id and a message that some capability takes. */
  @FuzzTest
  void messageId(final byte[] body) {
    if (body.length > 0) {
      try {
        final BaseProtocol.Id id = BaseProtocol.id(body);
        assertThat(id.id()).isBetween(0, 255);
        assertThat(id.dataOffset()).isBetween(1, body.length);
      } catch (final RlpxException refused) {
        assertThat(refused.reason()).isEqualTo(DisconnectReason.BREACH_OF_PROTOCOL);
      }
    }
  }

  /** A header that claims 16 MiB costs what arrives of them, not what it claims. */
  @org.junit.jupiter.api.Test
  void aClaimedFrameIsNotAllocatedBeforeItArrives() throws IOException {
    final byte[] header = new byte[16];
    Arrays.fill(header, 0, 3, (byte) 0xff);
    final byte[] wire = TestFrames.sealed(header);
    final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    final InputStream stalled = in(Arrays.copyOf(wire, wire.length + 1000));
    final long before = threads.getCurrentThreadAllocatedBytes();
    final ByteArrayOutputStream thrown = new ByteArrayOutputStream();
    try {
      TestFrames.receiver().read(new DataInputStream(stalled), FrameCodec.MAX_FRAME_BYTES);
    } catch (final EOFException cut) {
      thrown.write(1);
    }
    assertThat(thrown.size()).isEqualTo(1);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1024 * 1024);
  }
}
