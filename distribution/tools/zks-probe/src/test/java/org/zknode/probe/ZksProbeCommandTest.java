/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.probe.check.ScriptedPeer;
import org.zknode.probe.check.Suite;
import org.zknode.rlpx.Enode;
import picocli.CommandLine;

/** What a user gets: text, JSON, exit codes, one sentence when it goes wrong. */
class ZksProbeCommandTest {
  private record Result(int exitCode, String out, String err) {}

  private static Result run(final String... arguments) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final CommandLine command = new CommandLine(new ZksProbeCommand(stream(out), stream(err)));
    final StringWriter usage = new StringWriter();
    command.setErr(new java.io.PrintWriter(usage));
    final int code = command.execute(arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8) + usage);
  }

  private static PrintStream stream(final ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private static List<String> quick(final ScriptedPeer peer, final String... more) {
    final List<String> arguments =
        new ArrayList<>(
            List.of(peer.enode().toString(), "--timeout=PT2S", "--quiet=PT0.2S", "--versions=5"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Result run(final List<String> arguments) {
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void printsWhatWasAgreedAndEachCheck() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      final Result result = run(quick(peer, "hello", "auth"));
      assertThat(result.out())
          .contains("node     scripted/v1, devp2p 5")
          .contains("agreed   eth/69 0x10-0x21, zks/5 0x22-0x23, zks_2fa/1 0x24-0x28")
          .contains("network id 1001")
          .contains("role     main node")
          .contains("PASS hello")
          .contains("     expected: a VerifierChallenge with 32 bytes")
          .endsWith("2 passed, 0 failed, 0 skipped" + System.lineSeparator());
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void jsonIsOneObject() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      final Result result = run(quick(peer, "--json", "replay", "--count=7", "--from=3"));
      final JsonNode root = JsonMapper.builder().build().readTree(result.out());
      assertThat(root.path("clientId").asText()).isEqualTo("scripted/v1");
      assertThat(root.path("agreed").get(1).path("offset").asInt()).isEqualTo(0x22);
      assertThat(root.path("ethStatus").path("networkId").asInt()).isEqualTo(1001);
      assertThat(root.path("role").asText()).isEqualTo("main");
      final JsonNode check = root.path("checks").get(0);
      assertThat(check.path("verdict").asText()).isEqualTo("PASS");
      assertThat(check.path("seen").asText()).startsWith("blocks 3 to ");
      assertThat(check.path("figures").path("records").asInt()).isGreaterThanOrEqualTo(7);
      assertThat(root.path("failed").asInt()).isZero();
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void aFailedCheckIsExitCode1() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.start(ScriptedPeer.Fault.IGNORES_MAX_BLOCKS)) {
      final Result result = run(quick(peer, "max-blocks"));
      assertThat(result.out()).contains("FAIL max-blocks").contains("3 records in one message");
      assertThat(result.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void ofAnExternalNodeOnlyWhatFitsIsChecked() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.start(ScriptedPeer.Fault.IS_EXTERNAL)) {
      final Result result = run(quick(peer, "hello", "replay"));
      assertThat(result.out())
          .contains("role     external node")
          .contains("PASS hello")
          .contains("SKIP replay");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void everyOfferedVersionIsCheckedByDefault() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      final Result result =
          run(peer.enode().toString(), "--timeout=PT2S", "--quiet=PT0.2S", "replay");
      assertThat(result.out()).containsSubsequence("zks/5", "PASS", "zks/4", "PASS", "zks/1");
      assertThat(result.out()).contains("5 passed");
    }
  }

  @Test
  void nobodyThereIsExitCode3AndOneSentence() throws IOException {
    final int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    final String enode = new Enode(ScriptedPeer.KEY.publicKey(), "127.0.0.1", port).toString();
    final Result text = run(enode, "hello");
    assertThat(text.exitCode()).isEqualTo(3);
    assertThat(text.err().strip())
        .isEqualTo("zks-probe: " + enode + " takes no connection: Connection refused");
    final Result json = run(enode, "hello", "--json");
    assertThat(json.exitCode()).isEqualTo(3);
    assertThat(JsonMapper.builder().build().readTree(json.out()).path("error").asText())
        .contains("takes no connection");
  }

  @Test
  void whoSaysNothingIsExitCode3() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      final String enode =
          new Enode(ScriptedPeer.KEY.publicKey(), "127.0.0.1", mute.getLocalPort()).toString();
      final Result result = run(enode, "--timeout=PT0.3S");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.err()).contains("gave no answer within PT0.3S");
    }
  }

  @Test
  void anotherNodeIdIsExitCode3() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      final Enode wrong =
          new Enode(
              org.zknode.eth.PrivateKey.fromHex("0x" + "66".repeat(32)).publicKey(),
              "127.0.0.1",
              peer.enode().port());
      final Result result = run(wrong.toString(), "--timeout=PT2S");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.err()).contains("the enode has another node's id");
    }
  }

  @Test
  void aRefusalIsNamed() throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.start(ScriptedPeer.Fault.ENDS_EVERYTHING)) {
      final Result result = run(quick(peer));
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.err()).contains("disconnected by the node: SUBPROTOCOL_ERROR");
    }
  }

  @Test
  void listNamesEveryCheck() {
    final Result result = run("--list");
    assertThat(result.exitCode()).isZero();
    Suite.all().forEach(c -> assertThat(result.out()).contains(c.name()));
  }

  @ParameterizedTest
  @CsvSource({
    "'',the ENODE of the node is missing",
    "nonsense,not an enode",
    "ENODE no-such-check,there is no check no-such-check",
    "ENODE --versions=9,there is no version 9 of zks",
    "ENODE --versions=zks_2fa/1,there is no version zks_2fa/1 of zks",
    "ENODE --from=-1,--from is a block number",
    "ENODE --count=0,--count is at least 1",
    "ENODE --timeout=PT0S,--timeout must be above zero",
    "ENODE --timeout=soon,Invalid value for option '--timeout'",
    "ENODE --min-rate-percent=101,--min-rate-percent is from 1 to 100",
    "ENODE --connections=0,--connections is from 1 to 10000",
    "ENODE --genesis-hash=0x12,--genesis-hash is 32 bytes of hex",
    "ENODE --fork-id=wrong,--fork-id is 4 bytes of hex",
    "ENODE --key-file=/does/not/exist,key file /does/not/exist cannot be read"
  })
  void wrongUsageIsExitCode2AndSaysWhy(final String line, final String sentence) {
    final String enode = new Enode(ScriptedPeer.KEY.publicKey(), "127.0.0.1", 1).toString();
    final Result result = line.isEmpty() ? run() : run(line.replace("ENODE", enode).split(" "));
    assertThat(result.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void aFixedKeyIsUsed(@TempDir final Path folder) throws Exception {
    final Path file = Files.writeString(folder.resolve("key"), "0x" + "31".repeat(32));
    try (ScriptedPeer peer = ScriptedPeer.right()) {
      final Result result = run(quick(peer, "--key-file=" + file, "hello", "flood"));
      assertThat(result.out()).contains("PASS hello").contains("SKIP flood");
      assertThat(peer.clients())
          .containsOnly(org.zknode.eth.PrivateKey.fromHex("0x" + "31".repeat(32)).publicKey());
    }
  }
}
