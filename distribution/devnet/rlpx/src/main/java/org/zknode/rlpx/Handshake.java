/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Secp256k1;
import org.zknode.eth.Signature;
import org.zknode.rlp.RlpException;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The RLPx handshake in EIP-8 form, both roles. Packets are {@code size u16 ‖ ECIES(rlp ‖
 * padding)}; list elements and bytes beyond the known ones are ignored (EIP-8).
 */
final class Handshake {
  /** EIP-8 packets are a few hundred bytes; geth and Besu cap them at 2 KiB as well. */
  static final int MAX_PACKET_BYTES = 2048;

  private static final int VERSION = 4;
  private static final int MIN_PADDING = 100;
  private static final int PADDING_RANGE = 100;

  private final PrivateKey key;
  private final SecureRandom random;
  private final PrivateKey ephemeral;
  private final Bytes32 nonce;

  Handshake(final PrivateKey key, final SecureRandom random) {
    this.key = key;
    this.random = random;
    this.ephemeral = Ecdh.randomKey(random);
    final byte[] nonceBytes = new byte[32];
    random.nextBytes(nonceBytes);
    this.nonce = Bytes32.wrap(nonceBytes);
  }

  /**
   * Keys of the session.
   *
   * @param peerId node id of the other side, proven
   */
  record Secrets(Bytes peerId, Bytes aes, Bytes mac, Bytes egressSeed, Bytes ingressSeed) {
    @Override
    public String toString() {
      return "Secrets[" + peerId.slice(0, 4) + "]";
    }
  }

  /** The side that dialled. */
  Secrets initiate(final DataInputStream in, final OutputStream out, final Bytes recipient)
      throws IOException {
    final Bytes32 token = Bytes32.wrap(Ecdh.agree(key, recipient));
    final Signature signature = ephemeral.sign(token.xor(nonce));
    final Bytes body =
        RlpWriter.encodeList(
            list ->
                list.bytes(wire(signature)).bytes(key.publicKey()).bytes(nonce).uint64(VERSION));
    final byte[] auth = seal(body, recipient);
    out.write(auth);
    out.flush();
    final byte[] ack = readPacket(in);
    try {
      final RlpReader list = RlpReader.of(open(ack)).list();
      final Bytes remoteEphemeral = list.fixed(Enode.NODE_ID_BYTES);
      final Bytes32 remoteNonce = list.bytes32();
      return secrets(recipient, remoteEphemeral, true, remoteNonce, auth, ack);
    } catch (final RlpException e) {
      throw breach("malformed ack packet", e);
    }
  }

  /**
   * The side that was dialled.
   *
   * @param allowed asked for the node id before anything is answered
   */
  Secrets respond(final DataInputStream in, final OutputStream out, final Predicate<Bytes> allowed)
      throws IOException {
    final byte[] auth = readPacket(in);
    final Bytes initiator;
    final Bytes32 initiatorNonce;
    final Bytes remoteEphemeral;
    try {
      final RlpReader list = RlpReader.of(open(auth)).list();
      final Signature signature = Signature.fromBytes(list.fixed(65));
      initiator = list.fixed(Enode.NODE_ID_BYTES);
      initiatorNonce = list.bytes32();
      final Bytes32 token = Bytes32.wrap(Ecdh.agree(key, initiator));
      remoteEphemeral =
          Secp256k1.recoverPublicKey(token.xor(initiatorNonce), signature)
              .orElseThrow(() -> breach("signature of the auth packet has no signer", null));
    } catch (final RlpException | IllegalArgumentException e) {
      throw breach("malformed auth packet", e);
    }
    if (!allowed.test(initiator)) {
      throw new RlpxException(
          DisconnectReason.USELESS_PEER, "node " + initiator + " is not on the allow-list");
    }
    final Bytes body =
        RlpWriter.encodeList(
            list -> list.bytes(ephemeral.publicKey()).bytes(nonce).uint64(VERSION));
    final byte[] ack = seal(body, initiator);
    out.write(ack);
    out.flush();
    return secrets(initiator, remoteEphemeral, false, initiatorNonce, auth, ack);
  }

  private Secrets secrets(
      final Bytes peerId,
      final Bytes remoteEphemeral,
      final boolean initiator,
      final Bytes32 remoteNonce,
      final byte[] auth,
      final byte[] ack)
      throws RlpxException {
    final Bytes agreed = Ecdh.agree(ephemeral, remoteEphemeral);
    final Bytes32 nonces =
        initiator ? Keccak256.hash(remoteNonce, nonce) : Keccak256.hash(nonce, remoteNonce);
    final Bytes32 shared = Keccak256.hash(agreed, nonces);
    final Bytes32 aes = Keccak256.hash(agreed, shared);
    final Bytes32 mac = Keccak256.hash(agreed, aes);
    final Bytes sent = Bytes.wrap(initiator ? auth : ack);
    final Bytes received = Bytes.wrap(initiator ? ack : auth);
    return new Secrets(
        peerId,
        aes,
        mac,
        Bytes.concatenate(mac.xor(remoteNonce), sent),
        Bytes.concatenate(mac.xor(nonce), received));
  }

  private byte[] seal(final Bytes body, final Bytes recipient) throws RlpxException {
    final byte[] plain = new byte[body.size() + MIN_PADDING + random.nextInt(PADDING_RANGE)];
    random.nextBytes(plain);
    System.arraycopy(body.toArrayUnsafe(), 0, plain, 0, body.size());
    final int size = plain.length + Ecies.OVERHEAD;
    final byte[] prefix = {(byte) (size >>> 8), (byte) size};
    final byte[] encrypted = Ecies.encrypt(recipient, plain, prefix, random);
    return Bytes.concatenate(Bytes.wrap(prefix), Bytes.wrap(encrypted)).toArrayUnsafe();
  }

  private Bytes open(final byte[] packet) throws RlpxException {
    final Bytes bytes = Bytes.wrap(packet);
    return Bytes.wrap(Ecies.decrypt(key, bytes.slice(2).toArray(), bytes.slice(0, 2).toArray()));
  }

  private static byte[] readPacket(final DataInputStream in) throws IOException {
    final int size = in.readUnsignedShort();
    if (size < Ecies.OVERHEAD || size > MAX_PACKET_BYTES) {
      throw breach("handshake packet of %d bytes".formatted(size), null);
    }
    final byte[] packet = new byte[2 + size];
    packet[0] = (byte) (size >>> 8);
    packet[1] = (byte) size;
    in.readFully(packet, 2, size);
    return packet;
  }

  private static Bytes wire(final Signature signature) {
    return Bytes.concatenate(signature.toBytes().slice(0, 64), Bytes.of(signature.recoveryId()));
  }

  private static RlpxException breach(final String text, final Throwable cause) {
    return new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, text, cause);
  }
}
