/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.DevCertificate;
import org.zknode.devprover.DevProver.End;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.grpc.ServerAccess;

/** Who may work as a prover: TLS, client certificates and the token, over real connections. */
@Tag("slow")
class DevProverSecurityTest {
  private static final String TOKEN = "a-token-of-the-test-0123456789";

  private static Path dir;
  private static EmbeddedPostgres postgres;
  private static DevCertificate server;
  private static DevCertificate client;
  private static DevCertificate stranger;
  private static DevCertificate expired;

  private ProverNetwork network;

  @BeforeAll
  static void prepare(@TempDir final Path temporary) throws Exception {
    dir = temporary;
    postgres = EmbeddedPostgres.start();
    server = DevCertificate.make(dir, "server", "-1d", 30);
    client = DevCertificate.make(dir, "client", "-1d", 30);
    stranger = DevCertificate.make(dir, "stranger", "-1d", 30);
    expired = DevCertificate.make(dir, "expired", "-10d", 9);
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
    network = new ProverNetwork(postgres, Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private static Path token(final String name, final String text) throws IOException {
    return Files.writeString(dir.resolve(name), text + "\n");
  }

  private static ServerAccess tls(final Optional<Path> clientCa) {
    return new ServerAccess(
        Optional.of(new ServerAccess.Tls(server.certificate(), server.key(), clientCa)),
        Optional.empty());
  }

  private static ClientAccess trusting(
      final DevCertificate authority, final Optional<DevCertificate> own) {
    return new ClientAccess(
        Optional.of(authority.certificate()),
        own.map(DevCertificate::certificate),
        own.map(DevCertificate::key),
        Optional.empty());
  }

  private static ClientAccess showing(final Optional<Path> token) {
    return new ClientAccess(Optional.empty(), Optional.empty(), Optional.empty(), token);
  }

  private void awaitWork() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(network.chain().submitted()).hasSize(1));
  }

  private void awaitProblem(final DevProver prover, final String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(prover.problem()).contains(text));
    assertThat(network.aggregator().provers()).isEmpty();
  }

  @Test
  void aTokenIsAskedAndTheRightOneLetsAProverIn() throws Exception {
    network.serve(0, new ServerAccess(Optional.empty(), Optional.of(token("server-token", TOKEN))));
    final DevProver without = network.prover("without", showing(Optional.empty()));
    await()
        .untilAsserted(() -> assertThat(network.end("without")).isCompletedWithValue(End.REFUSED));
    assertThat(without.refusal())
        .isEqualTo("this aggregator asks for a bearer token and none was shown");

    final DevProver wrong =
        network.prover("wrong", showing(Optional.of(token("wrong-token", TOKEN + "x"))));
    await().untilAsserted(() -> assertThat(network.end("wrong")).isCompletedWithValue(End.REFUSED));
    assertThat(wrong.refusal()).isEqualTo("the bearer token is not the one of this aggregator");
    assertThat(wrong.refusal()).doesNotContain(TOKEN);

    network.prover("right", showing(Optional.of(token("right-token", TOKEN))));
    awaitWork();
  }

  @Test
  void overTlsAProverChecksTheAggregator() {
    network.serve(0, tls(Optional.empty()));
    awaitProblem(
        network.prover("distrusting", trusting(stranger, Optional.empty())),
        "unable to find valid certification path");
    network.prover("right", trusting(server, Optional.empty()));
    awaitWork();
  }

  @Test
  void aProverWithoutTlsIsToldSomething() {
    network.serve(0, tls(Optional.empty()));
    awaitProblem(network.prover("plain", ClientAccess.NONE), "UNAVAILABLE");
  }

  @Test
  void withAClientAuthorityOnlyItsProversMayWork() {
    network.serve(0, tls(Optional.of(client.certificate())));
    awaitProblem(network.prover("without", trusting(server, Optional.empty())), "certificate");
    awaitProblem(
        network.prover("stranger", trusting(server, Optional.of(stranger))), "certificate");
    network.prover("right", trusting(server, Optional.of(client)));
    awaitWork();
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtTheStart() throws Exception {
    assertRefused(tls(expired.certificate(), expired.key()), expired.certificate(), "expired at");
    assertRefused(
        tls(server.certificate(), client.key()),
        client.key(),
        "does not belong to the certificate");
    assertRefused(tls(dir.resolve("none"), server.key()), dir.resolve("none"), "cannot be read");
    assertRefused(tls(server.key(), server.key()), server.key(), "no PEM certificate");
    assertRefused(
        tls(server.certificate(), server.certificate()), server.certificate(), "PKCS#8 PEM");
    assertRefused(
        new ServerAccess(
            Optional.of(
                new ServerAccess.Tls(
                    server.certificate(), server.key(), Optional.of(expired.certificate()))),
            Optional.empty()),
        expired.certificate(),
        "expired at");
    final Path weak = token("weak-token", "too short");
    assertRefused(
        new ServerAccess(Optional.empty(), Optional.of(weak)), weak, "16 to 4096 printable");
    assertRefused(
        new ServerAccess(Optional.empty(), Optional.of(dir.resolve("none"))),
        dir.resolve("none"),
        "cannot be read");
  }

  private static ServerAccess tls(final Path certificate, final Path key) {
    return new ServerAccess(
        Optional.of(new ServerAccess.Tls(certificate, key, Optional.empty())), Optional.empty());
  }

  private void assertRefused(final ServerAccess access, final Path file, final String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.aggregator(0, access))
        .withMessageContaining(file.toString())
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("too short"));
  }
}
