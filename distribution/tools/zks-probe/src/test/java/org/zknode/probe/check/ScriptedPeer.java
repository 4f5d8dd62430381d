/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.rlpx.Enode;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxHandler;
import org.zknode.rlpx.RlpxLimits;
import org.zknode.rlpx.RlpxServer;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.ZksMessage;

/** A main node in a few lines, over real RLPx, with the faults that a test wants. */
public final class ScriptedPeer implements AutoCloseable, RlpxHandler {
  /** What it does wrong. */
  public enum Fault {
    /** Answers every request, also the second one and malformed ones. */
    ANSWERS_ANYTHING,
    /** Leaves requests with bytes after them unanswered. */
    REFUSES_TRAILING_BYTES,
    /** Always sends 3 records in a message. */
    IGNORES_MAX_BLOCKS,
    /** Sends 100 records in a message. */
    IGNORES_THE_LIMIT,
    SAME_NONCE,
    NO_CHALLENGE,
    /** Ends the connection when a signature is malformed. */
    ENDS_AT_BAD_SIGNATURE,
    /** Answers requests for blocks that it does not have with an empty message. */
    ANSWERS_THE_FUTURE,
    /** Ends every connection after Hello. */
    ENDS_EVERYTHING,
    /** Serves only the first so many connections, as if a bad message had killed it. */
    DIES,
    /** Serves one connection, lets others wait until that one is gone. */
    ONE_AT_A_TIME,
    /** Stops serving others while it is flooded. */
    STARVES_OTHERS,
    /** Reads nothing more from who asks for a challenge. */
    STOPS_READING,
    /** Takes no connection for two seconds after it was asked for a challenge: no fault. */
    REFUSES_FOR_A_WHILE,
    /** Has one slot: who comes second does not get in. */
    FEW_SLOTS,
    /** Agrees on any version of zks and sends blocks. */
    TAKES_ANY_VERSION,
    /** Asks for blocks instead of serving them. */
    IS_EXTERNAL
  }

  public static final PrivateKey KEY = PrivateKey.fromHex("0x" + "5c".repeat(32));
  static final Bytes32 GENESIS = Bytes32.repeat((byte) 0x6e);
  private static final int UNKNOWN_VERSION = 250;
  private static final long REFUSAL_NANOS = 2_000_000_000L;

  private final SampleChain chain;
  private final Set<Fault> faults;
  private final Map<RlpxConnection, Integer> requests = new ConcurrentHashMap<>();
  private final Set<Bytes> clients = ConcurrentHashMap.newKeySet();
  private final AtomicInteger roleRequests = new AtomicInteger();
  private final AtomicInteger lives;
  private final AtomicLong refusing = new AtomicLong();
  private final SecureRandom random = new SecureRandom();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final RlpxServer server;
  private volatile Optional<RlpxConnection> holder = Optional.empty();
  private final BlockingQueue<EthMessage> eth = new ArrayBlockingQueue<>(10_000);

  /** What it got on eth. */
  record EthMessage(int code, Bytes payload) {}

  private ScriptedPeer(final SampleChain chain, final int lives, final List<Fault> faults)
      throws IOException {
    this.chain = chain;
    this.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    this.lives = new AtomicInteger(this.faults.contains(Fault.DIES) ? lives : Integer.MAX_VALUE);
    final List<org.zknode.rlpx.Capability> offers = new ArrayList<>();
    offers.add(new org.zknode.rlpx.Capability("eth", 69, 18));
    if (this.faults.contains(Fault.TAKES_ANY_VERSION)) {
      offers.add(new org.zknode.rlpx.Capability("zks", UNKNOWN_VERSION, 2));
    }
    Capabilities.all()
        .forEach(
            c ->
                offers.add(
                    new org.zknode.rlpx.Capability(c.name(), c.version(), c.messageCount())));
    final RlpxLimits limits = RlpxLimits.defaults();
    this.server =
        RlpxServer.builder()
            .key(KEY)
            .clientId("scripted/v1")
            .limits(
                this.faults.contains(Fault.FEW_SLOTS)
                    ? new RlpxLimits(
                        1,
                        limits.maxMessageBytes(),
                        limits.queueMessages(),
                        limits.queueBytes(),
                        limits.connectTimeout(),
                        limits.handshakeTimeout(),
                        limits.pingInterval(),
                        limits.idleTimeout(),
                        limits.redialMin(),
                        limits.redialMax())
                    : limits)
            .capabilities(offers)
            .handler(this)
            .admission(
                address ->
                    refusing.get() == 0 || System.nanoTime() - refusing.get() > REFUSAL_NANOS)
            .start();
  }

  static ScriptedPeer start(final SampleChain chain, final Fault... faults) throws IOException {
    return new ScriptedPeer(chain, 0, List.of(faults));
  }

  /** With a chain of 20 blocks. */
  public static ScriptedPeer start(final Fault... faults) throws IOException {
    return start(new SampleChain(20), faults);
  }

  /** Without a fault. */
  public static ScriptedPeer right() throws IOException {
    return start();
  }

  /** The next message that it got on eth; waits for it. */
  EthMessage nextEth() throws InterruptedException {
    return Objects.requireNonNull(eth.poll(20, TimeUnit.SECONDS), "no eth message came");
  }

  /** Sends to the connection that came first of those that are there. */
  void sendEth(final int code, final Bytes payload) {
    holder.orElseThrow().send("eth", code, payload);
  }

  /** Node ids that connected. */
  public Set<Bytes> clients() {
    return Set.copyOf(clients);
  }

  /** Serves that many connections and then nobody. */
  static ScriptedPeer mortal(final int lives, final Fault... more) throws IOException {
    final List<Fault> faults = new ArrayList<>(List.of(more));
    faults.add(Fault.DIES);
    return new ScriptedPeer(new SampleChain(20), lives, faults);
  }

  public Enode enode() {
    return server.enode();
  }

  @Override
  public void connected(final RlpxConnection connection) {
    clients.add(connection.peerId());
    if (faults.contains(Fault.ENDS_EVERYTHING) || lives.getAndDecrement() <= 0) {
      connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
      return;
    }
    if (connection.capability("eth").isPresent()) {
      connection.send("eth", 0, status());
    }
    if (holder.isEmpty()) {
      holder = Optional.of(connection);
    }
    if (faults.contains(Fault.IS_EXTERNAL) && connection.capability("zks").isPresent()) {
      connection.send("zks", 0, GetBlockReplays.from(1, 64).encode());
    }
    if (connection.capability("zks").filter(c -> c.version() == UNKNOWN_VERSION).isPresent()) {
      connection.send("zks", 1, new BlockReplays(List.of()).encode());
    }
  }

  static Bytes status() {
    return RlpWriter.encodeList(
        list ->
            list.uint64(69)
                .uint64(SampleChain.CHAIN_ID)
                .bytes(GENESIS)
                .list(fork -> fork.bytes(Bytes.of(1, 2, 3, 4)).uint64(0))
                .uint64(0)
                .uint64(20)
                .bytes(GENESIS));
  }

  @Override
  public void message(
      final RlpxConnection connection, final String name, final int code, final Bytes payload) {
    if (name.equals("eth")) {
      if (!eth.offer(new EthMessage(code, payload))) {
        throw new IllegalStateException("more eth messages than a test expects");
      }
      return;
    }
    final Capability capability =
        Capabilities.find(name, connection.capability(name).orElseThrow().version()).orElseThrow();
    final ZksMessage message;
    try {
      message = capability.decode(code, payload);
    } catch (final ZksDecodeException e) {
      if (faults.contains(Fault.ANSWERS_ANYTHING)) {
        serve(connection, capability, GetBlockReplays.from(1, 1));
      } else {
        connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
      }
      return;
    }
    switch (message) {
      case GetBlockReplays request -> requested(connection, capability, request, payload);
      case VerifierRoleRequest ignored -> challenge(connection, capability);
      case VerifierAuth auth -> {
        if (faults.contains(Fault.ENDS_AT_BAD_SIGNATURE) && auth.signature().size() != 65) {
          connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
        }
      }
      default -> {
        if (faults.contains(Fault.ANSWERS_ANYTHING)) {
          serve(connection, zks(connection), GetBlockReplays.from(1, 1));
        } else {
          connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
        }
      }
    }
  }

  private static Capability zks(final RlpxConnection connection) {
    return Capabilities.find("zks", connection.capability("zks").orElseThrow().version())
        .orElseThrow();
  }

  private void challenge(final RlpxConnection connection, final Capability capability) {
    roleRequests.incrementAndGet();
    if (faults.contains(Fault.REFUSES_FOR_A_WHILE)) {
      refusing.compareAndSet(0, System.nanoTime());
    }
    if (faults.contains(Fault.STOPS_READING)) {
      try {
        closed.await();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (faults.contains(Fault.NO_CHALLENGE)) {
      return;
    }
    final byte[] nonce = new byte[32];
    if (!faults.contains(Fault.SAME_NONCE)) {
      random.nextBytes(nonce);
    }
    final VerifierChallenge answer = new VerifierChallenge(Bytes32.wrap(nonce));
    connection.send(capability.name(), capability.id(answer.type()), answer.encode());
  }

  private void requested(
      final RlpxConnection connection,
      final Capability zks,
      final GetBlockReplays request,
      final Bytes payload) {
    final boolean trailing = RlpReader.of(payload).rawItem().size() < payload.size();
    if (trailing && faults.contains(Fault.REFUSES_TRAILING_BYTES)) {
      connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
      return;
    }
    if (requests.merge(connection, 1, Integer::sum) > 1
        && !faults.contains(Fault.ANSWERS_ANYTHING)) {
      connection.disconnect(DisconnectReason.SUBPROTOCOL_ERROR);
      return;
    }
    if (faults.contains(Fault.IS_EXTERNAL)
        || (faults.contains(Fault.ONE_AT_A_TIME)
            && holder.filter(h -> h.isOpen() && h != connection).isPresent())
        || (faults.contains(Fault.STARVES_OTHERS) && roleRequests.get() > 0)) {
      return;
    }
    serve(connection, zks, request);
  }

  private void serve(
      final RlpxConnection connection, final Capability zks, final GetBlockReplays request) {
    final int max;
    if (faults.contains(Fault.IGNORES_THE_LIMIT)) {
      max = 100;
    } else if (faults.contains(Fault.IGNORES_MAX_BLOCKS)) {
      max = 3;
    } else {
      max = request.effectiveMaxBlocks();
    }
    long next = request.startingBlock();
    if (chain.block(next).isEmpty() && faults.contains(Fault.ANSWERS_THE_FUTURE)) {
      connection.send("zks", 1, new BlockReplays(List.of()).encode());
    }
    while (chain.block(next).isPresent()) {
      final List<Bytes> records = new ArrayList<>();
      while (records.size() < max && chain.block(next).isPresent()) {
        records.add(zks.records().orElseThrow().encode(chain.block(next).get()));
        next++;
      }
      connection.send("zks", 1, new BlockReplays(records).encode());
    }
  }

  @Override
  public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {
    requests.remove(connection);
    holder = holder.filter(h -> h != connection);
  }

  @Override
  public void close() {
    closed.countDown();
    server.close();
  }
}
