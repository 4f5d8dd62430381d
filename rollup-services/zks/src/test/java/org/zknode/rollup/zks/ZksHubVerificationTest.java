/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rollup.testkit.LoopbackConnection;
import org.zknode.rollup.testkit.LoopbackConnection.Endpoint;
import org.zknode.rollup.verification.BatchResponder;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.Capabilities;

class ZksHubVerificationTest extends ZksHubFixture {
  @Test
  void aVerifierIsAuthorisedAskedAndHeard() {
    mainChain.produce(5, 100);
    final Bytes signature = Bytes.repeat((byte) 9, 65);
    final List<VerifyRequest> asked = new CopyOnWriteArrayList<>();
    final BatchResponder responder =
        (peer, request) -> {
          asked.add(request);
          return new VerifyResult(peer, request.requestId(), request.batchNumber(), signature, "");
        };
    final List<VerifyResult> results = new CopyOnWriteArrayList<>();
    final VerifierNetwork network = main.verifierNetwork().orElseThrow();
    network.onResult(results::add);
    final VerifyRequest request =
        new VerifyRequest(41, 7, 4, 5, 1, Bytes.of(1, 2), Bytes.of(3), 31);
    assertThat(network.dispatch(request)).isZero();

    connect(externalNode(CONFIG, Optional.of(new ZksVerifier(ACCEPTED, responder))));
    await()
        .untilAsserted(
            () ->
                assertThat(main.snapshot().authorizedSigners())
                    .containsExactly(ACCEPTED.address()));
    awaitHead(5);
    await().until(() -> network.dispatch(request) == 1);

    await().untilAsserted(() -> assertThat(results).isNotEmpty());
    assertThat(asked).containsOnly(request);
    assertThat(results).containsOnly(new VerifyResult(id(2), 41, 7, signature, ""));
    assertThat(network.dispatch(new VerifyRequest(42, 8, 6, 6, 1, Bytes.EMPTY, Bytes.EMPTY, 31)))
        .as("block 6 was not sent yet")
        .isZero();
  }

  @Test
  void aRefusalAndAFailureOfTheVerifierAreHeard() {
    mainChain.produce(1, 100);
    final BatchResponder responder =
        (peer, request) -> {
          if (request.requestId() == 2) {
            throw new IllegalStateException("disk gone");
          }
          if (request.requestId() == 3) {
            throw new UnsatisfiedLinkError("no library");
          }
          return new VerifyResult(
              peer, request.requestId(), request.batchNumber(), Bytes.EMPTY, "Batch data mismatch");
        };
    final List<VerifyResult> results = new CopyOnWriteArrayList<>();
    final VerifierNetwork network = main.verifierNetwork().orElseThrow();
    network.onResult(results::add);
    connect(externalNode(CONFIG, Optional.of(new ZksVerifier(ACCEPTED, responder))));

    for (final long requestId : new long[] {1, 2, 3, 4}) {
      await()
          .until(
              () ->
                  network.dispatch(
                          new VerifyRequest(requestId, 1, 1, 1, 1, Bytes.EMPTY, Bytes.EMPTY, 31))
                      == 1);
      await()
          .untilAsserted(
              () -> assertThat(results).anyMatch(result -> result.requestId() == requestId));
    }

    assertThat(results)
        .extracting(VerifyResult::refusal)
        .containsExactly(
            "Batch data mismatch",
            "State error: disk gone",
            "State error: no library",
            "Batch data mismatch");
  }

  @Test
  void anotherSignerIsNotAuthorisedButReplays() {
    mainChain.produce(3, 100);
    connect(externalNode(CONFIG, Optional.of(new ZksVerifier(OTHER, (peer, request) -> null))));

    awaitHead(3);
    await()
        .untilAsserted(
            () -> assertThat(mainMetrics.count("zks_verifiers_unauthorized")).isEqualTo(1));
    assertThat(main.snapshot().authorizedSigners()).isEmpty();
    assertThat(
            main.verifierNetwork()
                .orElseThrow()
                .dispatch(new VerifyRequest(1, 1, 1, 1, 1, Bytes.EMPTY, Bytes.EMPTY, 31)))
        .isZero();
  }

  @Test
  void aResultOfAPeerThatIsNotAuthorisedIsIgnored() {
    final List<VerifyResult> results = new CopyOnWriteArrayList<>();
    main.verifierNetwork().orElseThrow().onResult(results::add);
    final RawPeer peer = new RawPeer();
    final LoopbackConnection connection =
        LoopbackConnection.connect(new Endpoint(id(3), peer, main.offers()), endpoint(1, main));
    connection.send("zks_2fa", 4, Bytes.fromHexString("29070141"));
    connection.send("zks_2fa", 0, Bytes.fromHexString("c0"));

    await().untilAsserted(() -> assertThat(peer.frames()).hasSize(1));
    final Bytes32 nonce = Bytes32.wrap(peer.frames().getFirst().payload().slice(2));
    connection.send(
        "zks_2fa",
        2,
        Bytes.concatenate(
            Bytes.fromHexString("f843b841"), VerifierAuthentication.sign(nonce, ACCEPTED)));
    await().untilAsserted(() -> assertThat(main.snapshot().authorizedSigners()).isNotEmpty());
    assertThat(results).isEmpty();
    assertThat(mainMetrics.count("zks_ignored_messages")).isEqualTo(1);
    connection.send("zks_2fa", 4, Bytes.fromHexString("29070141"));
    await().untilAsserted(() -> assertThat(results).hasSize(1));
    assertThat(results.getFirst().refusal()).isEqualTo("A");
  }

  /** zks/3 and zks/4 carry the verifier messages themselves; zks/1 and zks/2 have none. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void olderVersionsReplayAndVerifyAsFarAsTheyCan(final int version) {
    mainChain.produce(3, 100);
    final ZksConfig old =
        new ZksConfig(
            List.of(Capabilities.find("zks", version).orElseThrow()),
            64,
            Duration.ofSeconds(60),
            25,
            mainNodes(1));
    final BatchResponder responder =
        (peer, request) ->
            new VerifyResult(
                peer, request.requestId(), request.batchNumber(), Bytes.repeat((byte) 9, 65), "");
    final List<VerifyResult> results = new CopyOnWriteArrayList<>();
    final ZksHub oldMain = mainNode(old);
    final VerifierNetwork network = oldMain.verifierNetwork().orElseThrow();
    network.onResult(results::add);

    LoopbackConnection.connect(
        endpoint(2, externalNode(old, Optional.of(new ZksVerifier(ACCEPTED, responder)))),
        endpoint(1, oldMain));

    awaitHead(3);
    assertThat(externalChain.blocks()).isEqualTo(mainChain.blocks());
    final VerifyRequest request = new VerifyRequest(1, 1, 1, 3, 1, Bytes.EMPTY, Bytes.EMPTY, 31);
    if (version < 3) {
      assertThat(network.dispatch(request)).isZero();
    } else {
      await().until(() -> network.dispatch(request) == 1);
      await().untilAsserted(() -> assertThat(results).isNotEmpty());
    }
  }
}
