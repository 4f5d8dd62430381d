/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpException;

/**
 * One dialled connection without any policy, for tools that test other nodes: it answers no Ping,
 * judges no Hello and sends whatever bytes it is given. Calls block; one thread may read while
 * others write.
 */
public final class RawSession implements AutoCloseable {
  private static final int READ_BUFFER_BYTES = 64 * 1024;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final PrivateKey key;
  private final FrameCodec codec;
  private final Object writing = new Object();
  private Multiplexer multiplexer = new Multiplexer(List.of(), List.of());

  private RawSession(
      final Socket socket,
      final DataInputStream in,
      final OutputStream out,
      final PrivateKey key,
      final FrameCodec codec) {
    this.socket = socket;
    this.in = in;
    this.out = out;
    this.key = key;
    this.codec = codec;
  }

  /** The other side's Hello; message counts are not on the wire and 0 here. */
  public record RemoteHello(
      int p2pVersion, String clientId, List<Capability> offered, Bytes nodeId) {}

  /**
   * An agreed capability.
   *
   * @param offset absolute id of its message 0
   */
  public record Agreed(Capability capability, int offset) {}

  /**
   * One received message.
   *
   * @param id absolute message id
   * @param payload decompressed
   */
  public record Message(int id, Bytes payload) {}

  /** The other side said Disconnect. */
  public static final class DisconnectedException extends RlpxException {
    private static final long serialVersionUID = 1L;

    DisconnectedException(final DisconnectReason reason) {
      super(reason, "disconnected by the other side: " + reason);
    }
  }

  /**
   * Connects and does the RLPx handshake; Hello is next.
   *
   * @param timeout of the TCP connect, and again of the handshake and Hello
   * @param receiveBuffer of the socket, in bytes; a small one shows how the other side deals with a
   *     reader that does not read
   */
  public static RawSession dial(
      final Enode target,
      final PrivateKey key,
      final Duration timeout,
      final OptionalInt receiveBuffer)
      throws IOException {
    return dial(target, Optional.empty(), key, timeout, receiveBuffer);
  }

  /**
   * The same from a chosen address of this machine.
   *
   * @param from an address of this machine; empty = as the system chooses
   */
  public static RawSession dial(
      final Enode target,
      final Optional<InetAddress> from,
      final PrivateKey key,
      final Duration timeout,
      final OptionalInt receiveBuffer)
      throws IOException {
    final Socket socket = new Socket();
    try {
      if (from.isPresent()) {
        socket.bind(new InetSocketAddress(from.get(), 0));
      }
      if (receiveBuffer.isPresent()) {
        socket.setReceiveBufferSize(receiveBuffer.getAsInt());
      }
      final InetSocketAddress address = target.address();
      socket.connect(address, (int) timeout.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) timeout.toMillis());
      final DataInputStream in =
          new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES));
      final OutputStream out = socket.getOutputStream();
      final Handshake.Secrets secrets =
          new Handshake(key, new SecureRandom()).initiate(in, out, target.nodeId());
      return new RawSession(socket, in, out, key, new FrameCodec(secrets));
    } catch (final IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Exchanges Hello. Reads block without limit afterwards; {@link #close} ends them. */
  public RemoteHello hello(final String clientId, final List<Capability> own) throws IOException {
    final Hello mine =
        new Hello(Hello.P2P_VERSION, clientId, own, socket.getLocalPort(), key.publicKey());
    writeFrame(Bytes.wrap(BaseProtocol.plain(BaseProtocol.HELLO, mine.encode())));
    final byte[] body = codec.read(in, BaseProtocol.MAX_HELLO_FRAME);
    final BaseProtocol.Id id = BaseProtocol.id(body);
    if (id.id() == BaseProtocol.DISCONNECT) {
      throw new DisconnectedException(BaseProtocol.disconnectReason(body, id.dataOffset()));
    }
    if (id.id() != BaseProtocol.HELLO) {
      throw new RlpxException(
          DisconnectReason.BREACH_OF_PROTOCOL, "message %d before Hello".formatted(id.id()));
    }
    final Hello remote;
    try {
      remote = Hello.decode(Bytes.wrap(body).slice(id.dataOffset()));
    } catch (final RlpException | IllegalArgumentException e) {
      throw new RlpxException(DisconnectReason.BREACH_OF_PROTOCOL, "malformed Hello", e);
    }
    multiplexer = new Multiplexer(own, remote.capabilities());
    socket.setSoTimeout(0);
    return new RemoteHello(
        remote.p2pVersion(), remote.clientId(), remote.capabilities(), remote.nodeId());
  }

  /** What both sides offer, in the order of the message ids; empty before Hello. */
  public List<Agreed> agreed() {
    return multiplexer.shared().stream()
        .map(c -> new Agreed(c, multiplexer.slot(c.name()).orElseThrow().offset()))
        .toList();
  }

  /**
   * The next message.
   *
   * @throws DisconnectedException the other side said Disconnect
   */
  public Message read() throws IOException {
    final byte[] body = codec.read(in, FrameCodec.MAX_FRAME_BYTES);
    final BaseProtocol.Id id = BaseProtocol.id(body);
    if (id.id() == BaseProtocol.DISCONNECT) {
      throw new DisconnectedException(BaseProtocol.disconnectReason(body, id.dataOffset()));
    }
    return new Message(
        id.id(), SnappyCodec.decompress(body, id.dataOffset(), RlpxLimits.MAX_MESSAGE_BYTES));
  }

  /** Sends one message, compressed. */
  public void write(final int id, final Bytes payload) throws IOException {
    writeFrame(Bytes.wrap(BaseProtocol.compressed(id, payload)));
  }

  /** Sends those bytes as the body of one frame, as they are. */
  public void writeFrame(final Bytes body) throws IOException {
    synchronized (writing) {
      codec.write(out, body.toArrayUnsafe(), body.size());
      out.flush();
    }
  }

  public void ping() throws IOException {
    write(BaseProtocol.PING, BaseProtocol.emptyPayload());
  }

  public void pong() throws IOException {
    write(BaseProtocol.PONG, BaseProtocol.emptyPayload());
  }

  public static boolean isPing(final Message message) {
    return message.id() == BaseProtocol.PING;
  }

  public static boolean isPong(final Message message) {
    return message.id() == BaseProtocol.PONG;
  }

  /** Says why before {@link #close}. */
  public void disconnect(final DisconnectReason reason) throws IOException {
    write(BaseProtocol.DISCONNECT, BaseProtocol.disconnectPayload(reason));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
