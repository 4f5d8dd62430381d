/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.contracts.ElderberryAbi;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;

/** Whatever ends the start of a devnet, its processes end with it. */
class FailedStartTest {
  private static final Address ROLLUP =
      Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final int ROLLUP_DATA_WORDS = 12;

  @TempDir Path directory;
  private final ScriptedEndpoint l1 = new ScriptedEndpoint(FailedStartTest::answer);

  @AfterEach
  void stop() {
    l1.close();
  }

  private static Answer answer(final String method, final JsonNode params) {
    return switch (method) {
      case "eth_chainId" -> Answer.result("\"0x7a69\"");
      case "eth_call" ->
          Answer.result(
              "\"%s\""
                  .formatted(
                      call(Bytes.fromHexString(params.get(0).get("data").asText())).toHexString()));
      default -> Answer.error(-32601, "no such method");
    };
  }

  private static Bytes call(final Bytes data) {
    if (data.equals(ElderberryAbi.rollupId(ROLLUP))) {
      return UInt256.ONE;
    }
    if (!data.equals(ElderberryAbi.rollupData(1))) {
      return Bytes32.ZERO;
    }
    final Bytes32[] words = new Bytes32[ROLLUP_DATA_WORDS];
    Arrays.fill(words, Bytes32.ZERO);
    words[0] = Bytes32.leftPad(ROLLUP.bytes());
    words[1] = UInt256.valueOf(1001);
    words[3] = UInt256.valueOf(8);
    return Bytes.concatenate(words);
  }

  /** Not only what methods declare. */
  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("on purpose"),
        new NoClassDefFoundError("on purpose"),
        new IOException("on purpose"));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> URI fail(final Throwable failure) throws E {
    throw (E) failure;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void leavesNothingRunning(final Throwable failure) {
    final Path data = directory.resolve("data");
    final AttachedL1 attached =
        new AttachedL1(l1.url(), ROLLUP, ROLLUP, ROLLUP, 0, directory, directory);
    // The route is asked for when PostgreSQL runs already.
    final DevnetSetup setup =
        new DevnetSetup(
            Optional.of(attached),
            url -> FailedStartTest.<RuntimeException>fail(failure),
            Map.of(),
            Map.of(),
            List.of());
    final long before = children();

    assertThat(
            catchThrowable(
                () ->
                    Devnet.start(
                        new DevnetOptions(
                            DevnetOptions.Engine.EMBEDDED,
                            Optional.empty(),
                            0,
                            0,
                            0,
                            Optional.of(data),
                            true,
                            DevnetOptions.Pace.NORMAL,
                            false),
                        setup,
                        new DevnetHome(directory, ""),
                        new PrintStream(OutputStream.nullOutputStream()))))
        .isSameAs(failure);

    assertThat(data.resolve("postgres").resolve("PG_VERSION")).exists();
    assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    assertThat(children()).isEqualTo(before);
  }

  private static long children() {
    return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count();
  }
}
