/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpException;

/** Takes a connected socket through handshake and Hello. The deadline is the caller's. */
final class SessionOpener {
  private static final int READ_BUFFER_BYTES = 64 * 1024;

  private final PrivateKey key;
  private final String clientId;
  private final List<Capability> capabilities;
  private final Predicate<Bytes> allowed;
  private final SecureRandom random = new SecureRandom();

  SessionOpener(
      final PrivateKey key,
      final String clientId,
      final List<Capability> capabilities,
      final Predicate<Bytes> allowed) {
    this.key = key;
    this.clientId = clientId;
    this.capabilities = List.copyOf(capabilities);
    this.allowed = allowed;
  }

  /** An open session, ready for messages. */
  record Session(
      Socket socket,
      DataInputStream in,
      OutputStream out,
      FrameCodec codec,
      Hello remote,
      Multiplexer multiplexer,
      boolean outbound) {}

  /**
   * @param target who was dialled; empty for an inbound socket
   */
  Session open(final Socket socket, final Optional<Enode> target, final int listenPort)
      throws IOException {
    final DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES));
    final OutputStream out = socket.getOutputStream();
    final Handshake handshake = new Handshake(key, random);
    final Handshake.Secrets secrets =
        target.isPresent()
            ? handshake.initiate(in, out, target.get().nodeId())
            : handshake.respond(in, out, allowed);
    final FrameCodec codec = new FrameCodec(secrets);
    final Hello own =
        new Hello(Hello.P2P_VERSION, clientId, capabilities, listenPort, key.publicKey());
    send(codec, out, BaseProtocol.plain(BaseProtocol.HELLO, own.encode()));
    final byte[] body = codec.read(in, BaseProtocol.MAX_HELLO_FRAME);
    try {
      final Hello remote = hello(body);
      final Multiplexer multiplexer = new Multiplexer(capabilities, remote.capabilities());
      check(remote, secrets, multiplexer);
      return new Session(socket, in, out, codec, remote, multiplexer, target.isPresent());
    } catch (final RefusedException e) {
      throw e;
    } catch (final RlpxException e) {
      goodbye(codec, out, e);
      throw e;
    }
  }

  /** The other side said Disconnect instead of Hello: nothing to answer. */
  private static final class RefusedException extends RlpxException {
    private static final long serialVersionUID = 1L;

    RefusedException(final DisconnectReason reason) {
      super(reason, "refused by the other side: " + reason);
    }
  }

  static Hello hello(final byte[] body) throws RlpxException {
    final BaseProtocol.Id id = BaseProtocol.id(body);
    if (id.id() == BaseProtocol.DISCONNECT) {
      throw new RefusedException(BaseProtocol.disconnectReason(body, id.dataOffset()));
    }
    if (id.id() != BaseProtocol.HELLO) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL, "message %d before Hello".formatted(id.id()));
    }
    try {
      return Hello.decode(Bytes.wrap(body).slice(id.dataOffset()));
    } catch (final RlpException | IllegalArgumentException e) {
      throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "malformed Hello", e);
    }
  }

  private void check(
      final Hello remote, final Handshake.Secrets secrets, final Multiplexer multiplexer)
      throws RlpxException {
    if (!remote.nodeId().equals(secrets.peerId())) {
      throw new RlpxException(
          DisconnectReason.UNEXPECTED_IDENTITY, "Hello names another node id than the handshake");
    }
    if (remote.nodeId().equals(key.publicKey())) {
      throw new RlpxException(DisconnectReason.SELF, "connected to itself");
    }
    if (remote.p2pVersion() < Hello.P2P_VERSION) {
      throw new RlpxException(
          DisconnectReason.INCOMPATIBLE_P2P_VERSION,
          "p2p version %d, at least %d needed".formatted(remote.p2pVersion(), Hello.P2P_VERSION));
    }
    if (multiplexer.shared().isEmpty()) {
      throw new RlpxException(
          DisconnectReason.USELESS_PEER,
          "no capability in common: it offers %s, we offer %s"
              .formatted(remote.capabilities(), capabilities));
    }
  }

  static void goodbye(final FrameCodec codec, final OutputStream out, final RlpxException failure) {
    try {
      send(
          codec,
          out,
          BaseProtocol.compressed(
              BaseProtocol.DISCONNECT, BaseProtocol.disconnectPayload(failure.reason())));
    } catch (final IOException e) {
      // Courtesy only: the socket is closed next, and the failure itself is what is reported.
      failure.addSuppressed(e);
    }
  }

  private static void send(final FrameCodec codec, final OutputStream out, final byte[] body)
      throws IOException {
    codec.write(out, body, body.length);
    out.flush();
  }
}
