/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.rollup.jsonrpc.HttpJsonRpc;
import org.zknode.rollup.jsonrpc.JsonRpcException;

/** A Besu without our plugin on the same genesis, driven by its Engine API. */
final class PlainBesu implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HOST = "127.0.0.1";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  /** Besu's own 30 s were too short for a first full block on a machine that others kept busy. */
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(5);

  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** More than a full block with its receipts. */
  private static final int MAX_BYTES = 256 << 20;

  private static final Duration POLL = Duration.ofMillis(100);

  private static final HttpJsonRpc.Limits LIMITS = new HttpJsonRpc.Limits(CALL_TIMEOUT, MAX_BYTES);

  private final HttpJsonRpc http = new HttpJsonRpc(CONNECT, MAX_BYTES);
  private final ChildProcess process;
  private final JsonRpc rpc;
  private final URI rpcUrl;
  private final URI engineUrl;

  private PlainBesu(final ChildProcess process, final int rpcPort, final int enginePort) {
    this.process = process;
    this.rpcUrl = URI.create("http://%s:%d".formatted(HOST, rpcPort));
    this.engineUrl = URI.create("http://%s:%d".formatted(HOST, enginePort));
    this.rpc = new JsonRpc(rpcUrl);
  }

  /**
   * @param folder gets data and log; must exist
   * @param gasLimit what it keeps the blocks' gas limit at
   */
  static PlainBesu start(
      final Path home,
      final String name,
      final Path genesis,
      final Path folder,
      final long gasLimit,
      final long chainId) {
    final List<Integer> ports = FreePorts.of(3);
    final Path noPlugins = folder.resolve("no-plugins");
    try {
      Files.createDirectories(noPlugins);
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be made: %s".formatted(noPlugins, e), e);
    }
    final PlainBesu besu =
        new PlainBesu(
            ChildProcess.start(
                name,
                folder,
                Map.of(
                    "BESU_OPTS",
                    "-Xmx1g -XX:+UseSerialGC -Dbesu.plugins.dir=" + noPlugins,
                    "JAVA_HOME",
                    System.getProperty("java.home")),
                List.of(
                    home.resolve("bin").resolve("besu").toString(),
                    "--genesis-file=" + genesis,
                    "--network-id=" + chainId,
                    "--data-path=" + folder.resolve(name),
                    "--sync-mode=FULL",
                    "--data-storage-format=BONSAI",
                    "--discovery-enabled=false",
                    "--p2p-host=" + HOST,
                    "--p2p-port=" + ports.get(0),
                    "--rpc-http-enabled",
                    "--rpc-http-host=" + HOST,
                    "--rpc-http-port=" + ports.get(1),
                    "--rpc-http-api=ETH,NET,ADMIN,TESTING",
                    "--Xhttp-timeout-seconds=" + CALL_TIMEOUT.toSeconds(),
                    "--engine-rpc-enabled",
                    "--engine-rpc-port=" + ports.get(2),
                    "--engine-jwt-disabled",
                    "--host-allowlist=*",
                    "--min-gas-price=0",
                    "--target-gas-limit=" + gasLimit,
                    "--color-enabled=false")),
            ports.get(1),
            ports.get(2));
    besu.awaitReady();
    return besu;
  }

  private void awaitReady() {
    final long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (rpc.tryCall("eth_chainId").isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        final String tail = process.logTail(15);
        process.close();
        throw new LauncherException("the plain Besu does not start:%n%s".formatted(tail));
      }
      Pause.of(POLL);
    }
  }

  JsonRpc rpc() {
    return rpc;
  }

  ChildProcess process() {
    return process;
  }

  long head() {
    return rpc.tryQuantity("eth_blockNumber").orElse(0L);
  }

  /**
   * @param nanos from sending the request to having the bytes of the answer; our own making and
   *     reading of JSON is not in it
   */
  record Timed(JsonNode result, long nanos) {}

  Timed rpc(final String method, final Object... params) {
    return timed(rpcUrl, method, params);
  }

  Timed engine(final String method, final Object... params) {
    return timed(engineUrl, method, params);
  }

  /** engine_forkchoiceUpdated to that block; the status that Besu answers with. */
  Timed forkchoice(final String head, final String safe) {
    return engine(
        "engine_forkchoiceUpdatedV3",
        Map.of("headBlockHash", head, "safeBlockHash", safe, "finalizedBlockHash", safe));
  }

  private Timed timed(final URI url, final String method, final Object... params) {
    try {
      final byte[] body =
          JSON.writeValueAsBytes(
              Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", Arrays.asList(params)));
      final long start = System.nanoTime();
      final byte[] answer = http.exchange(url, LIMITS, body);
      final long nanos = System.nanoTime() - start;
      final JsonNode json = JSON.readTree(answer);
      if (json.hasNonNull("error")) {
        throw new LauncherException(
            "the plain Besu refused %s: %s".formatted(method, json.get("error")));
      }
      return new Timed(json.path("result"), nanos);
    } catch (final IOException | JsonRpcException e) {
      throw new LauncherException(
          "the plain Besu does not answer %s: %s; its log ends with:%n%s"
              .formatted(method, e, process.logTail(5)),
          e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}
