/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.rlp.RlpWriter;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.RawSession;
import org.zknode.rlpx.RlpxConnection;
import org.zknode.rlpx.RlpxServer;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Sink;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.rollup.zks.ExternalNodeHub;
import org.zknode.rollup.zks.MainNodeHub;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.rollup.zks.ZksVerifier;
import org.zknode.zks.wire.Capabilities;

/** Both sides of zks and zks_2fa over encrypted TCP. */
@Tag("slow")
class RlpxZksTransportTest {
  private static final PrivateKey MAIN = PrivateKey.fromHex("0x" + "01".repeat(32));
  private static final PrivateKey EXTERNAL = PrivateKey.fromHex("0x" + "02".repeat(32));
  private static final PrivateKey VERIFIER = PrivateKey.fromHex("0x" + "03".repeat(32));
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);
  private static final ZksConfig CONFIG =
      new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofSeconds(60), 25, List.of());

  /** Enough for more than the inbound queue's 32 MiB: each record has about 17 kB. */
  private static final int BLOCKS = 2500;

  private static final Bytes TRANSACTION =
      Bytes.concatenate(
          Bytes.of(2), RlpWriter.encodeList(w -> w.bytes(Bytes.wrap(new byte[8_000]))));

  private final CountDownLatch imports = new CountDownLatch(1);
  private final AtomicLong head = new AtomicLong();
  private final List<AutoCloseable> closeables = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    imports.countDown();
    for (final AutoCloseable closeable : closeables) {
      closeable.close();
    }
  }

  private static Bytes32 hash(final long number) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number));
  }

  private static Optional<ReplayBlock> block(final long number) {
    return number > BLOCKS
        ? Optional.empty()
        : Optional.of(
            new ReplayBlock(
                new BlockAttributes(
                    number, hash(number - 1), number, Address.ZERO, 30_000_000, 0, Bytes32.ZERO),
                number - 1,
                List.of(TRANSACTION),
                hash(number),
                BigInteger.ONE));
  }

  private final Sink sink =
      new Sink() {
        @Override
        public long nextBlock() {
          return head.get() + 1;
        }

        @Override
        public boolean accept(final ReplayBlock block) throws InterruptedException {
          imports.await();
          return block(block.attributes().number()).filter(block::equals).isPresent()
              && head.incrementAndGet() == block.attributes().number();
        }
      };

  private RlpxServer serve(final ZksHub hub, final PrivateKey key) throws IOException {
    hub.start();
    closeables.add(hub::stop);
    final RlpxZksTransport transport =
        new RlpxZksTransport(hub, key.publicKey(), true, Metrics.none());
    final RlpxServer server =
        RlpxServer.builder()
            .key(key)
            .clientId("test")
            .bind("127.0.0.1", 0)
            .capabilities(RlpxZksTransport.capabilities(hub.offers()))
            .handler(transport)
            .admission(transport.addresses()::admits)
            .start();
    closeables.add(server);
    return server;
  }

  private static RawSession session(
      final RlpxServer server, final PrivateKey key, final String from) throws IOException {
    final RawSession session =
        RawSession.dial(
            server.enode(),
            Optional.of(InetAddress.getByName(from)),
            key,
            Duration.ofSeconds(10),
            OptionalInt.empty());
    session.hello("test", List.of(new Capability("zks", 5, 2)));
    return session;
  }

  /** A node id costs nothing, so that the address is what counts. */
  @Test
  void whoSendsNonsenseAgainAndAgainIsRefusedAndNobodyElse() throws Exception {
    final RlpxServer server = serve(mainNode(), MAIN);

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> isRefusedOrSends(server, Bytes.fromHexString("ffffffff")));

    // Only there every address 127.x.y.z is this machine.
    if (OS.LINUX.isCurrentOs()) {
      try (RawSession honest = session(server, EXTERNAL, "127.0.0.2")) {
        assertThat(honest.agreed()).hasSize(1);
      }
    }
  }

  private static ZksHub mainNode() {
    return MainNodeHub.create(
        CONFIG,
        CHAIN,
        RlpxZksTransportTest::block,
        Set::of,
        Metrics.none(),
        InstantSource.system());
  }

  /** What cost more to read counts as more: 15 MiB as 31 of 64. */
  @Test
  void whoSendsLongNonsenseIsRefusedSooner() throws Exception {
    final RlpxServer server = serve(mainNode(), MAIN);
    final Bytes noise = Bytes.random(15 << 20);
    int sent = 0;
    while (!isRefusedOrSends(server, noise)) {
      sent++;
    }
    // The node forgets two of them a second.
    assertThat(sent).isBetween(3, 6);
  }

  private static boolean isRefusedOrSends(final RlpxServer server, final Bytes nonsense)
      throws IOException {
    final RawSession attacker;
    try {
      attacker = session(server, newKey(), "127.0.0.1");
    } catch (final EOFException | SocketException refused) {
      return true;
    }
    try (attacker) {
      attacker.write(attacker.agreed().getFirst().offset(), nonsense);
      // Until it is cut: an offence counts from then on.
      while (true) {
        assertThat(attacker.read()).isNotNull();
      }
    } catch (final IOException cut) {
      return false;
    }
  }

  private static PrivateKey newKey() {
    return PrivateKey.fromHex("0x01" + Bytes.random(Bytes32.SIZE - 1).toUnprefixedHexString());
  }

  @Test
  void twoThatDialEachOtherAtOnceHaveOneConnection() throws Exception {
    for (int round = 0; round < 3; round++) {
      final RlpxServer left = serve(mainNode(), newKey());
      final RlpxServer right = serve(mainNode(), newKey());
      left.addStaticPeer(right.enode());
      right.addStaticPeer(left.enode());

      await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(20))
          .until(() -> haveTheSame(left.connections(), right.connections()));
    }
  }

  private static boolean haveTheSame(
      final List<RlpxConnection> left, final List<RlpxConnection> right) {
    return left.size() == 1
        && right.size() == 1
        && left.getFirst().outbound() != right.getFirst().outbound();
  }

  @Test
  void replayAndVerificationOverRlpxWithBackPressure() throws Exception {
    final ZksHub main =
        MainNodeHub.create(
            CONFIG,
            CHAIN,
            RlpxZksTransportTest::block,
            () -> Set.of(VERIFIER.address()),
            Metrics.none(),
            InstantSource.system());
    final Bytes signature = Bytes.repeat((byte) 7, 65);
    final ZksHub external =
        ExternalNodeHub.create(
            CONFIG.withMainNodes(List.of(MAIN.publicKey().toUnprefixedHexString())),
            CHAIN,
            sink,
            Optional.of(
                new ZksVerifier(
                    VERIFIER,
                    (peer, request) ->
                        new VerifyResult(
                            peer, request.requestId(), request.batchNumber(), signature, ""))),
            Metrics.none());
    final RlpxServer mainServer = serve(main, MAIN);
    final RlpxServer externalServer = serve(external, EXTERNAL);
    externalServer.addStaticPeer(mainServer.enode());
    await().until(() -> !main.snapshot().authorizedSigners().isEmpty());
    // Importing starts late: meanwhile more arrives than the external node may keep.
    await().until(() -> main.snapshot().peers().getFirst().replayedTo().orElse(0) > 600);
    imports.countDown();

    await().atMost(Duration.ofSeconds(60)).until(() -> head.get() == BLOCKS);
    assertThat(main.snapshot().peers().getFirst().replayFrom())
        .as("never cut and dialled again")
        .hasValue(1);
    final VerifierNetwork network = main.verifierNetwork().orElseThrow();
    final List<VerifyResult> results = new CopyOnWriteArrayList<>();
    network.onResult(results::add);
    final VerifyRequest request =
        new VerifyRequest(1, 2, 3, BLOCKS, 1, Bytes.of(1), Bytes.of(2), 31);
    await().until(() -> network.dispatch(request) == 1);
    await()
        .untilAsserted(
            () ->
                assertThat(results)
                    .contains(new VerifyResult(EXTERNAL.publicKey(), 1, 2, signature, "")));
  }
}
