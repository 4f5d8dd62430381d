/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.zknode.devnet.FreePorts;
import org.zknode.devnet.process.JsonRpc;

/** A Besu with the benchmark's plugin, as a child process on loopback. */
final class BesuNode implements AutoCloseable {
  private static final long START_NANOS = Duration.ofMinutes(4).toNanos();
  private static final long STOP_SECONDS = 30;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
  private static final int LOG_TAIL = 2_000;

  /**
   * With 2 GiB or less G1's regions have 1 MiB, and then a message of half of it is a humongous
   * object, of which every one costs a marking cycle: 9 of 45 ms per megabyte were that.
   */
  private static final String HEAP = "-Xmx4g";

  private final Process process;
  private final Path log;
  private final JsonRpc rpc;

  private BesuNode(final Process process, final Path log, final int rpcPort) {
    this.process = process;
    this.log = log;
    this.rpc = new JsonRpc(URI.create("http://127.0.0.1:" + rpcPort), CALL_TIMEOUT);
  }

  /**
   * @param folder gets data and log
   * @param more options of the plugin
   */
  static BesuNode start(
      final Path home,
      final Path plugins,
      final Path genesis,
      final Path folder,
      final List<String> more)
      throws IOException {
    final List<Integer> ports = FreePorts.of(3);
    final int rpc = ports.get(0);
    final List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/besu").toString(),
                "--genesis-file=" + genesis,
                "--network-id=1001",
                "--sync-mode=FULL",
                "--data-storage-format=BONSAI",
                "--data-path=" + folder,
                "--rpc-http-enabled",
                "--rpc-http-host=127.0.0.1",
                "--rpc-http-port=" + rpc,
                "--rpc-http-api=ETH,NET,ADMIN,BENCH",
                "--engine-rpc-port=" + ports.get(1),
                "--p2p-host=127.0.0.1",
                "--p2p-interface=127.0.0.1",
                "--p2p-port=" + ports.get(2),
                "--discovery-enabled=false",
                "--nat-method=NONE",
                "--min-gas-price=0"));
    command.addAll(more);
    final Path log = folder.resolveSibling(folder.getFileName() + ".log");
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_OPTS", HEAP + " -Dbesu.plugins.dir=" + plugins);
    return new BesuNode(builder.start(), log, rpc);
  }

  /** Waits until JSON-RPC answers. */
  void awaitRpc() {
    final long start = System.nanoTime();
    while (true) {
      try {
        if (call("net_listening").asBoolean()) {
          return;
        }
      } catch (final BenchException e) {
        // Not there yet, or gone for good.
        if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
          throw new BenchException("Besu did not start; its log ends with: " + logTail(), e);
        }
      }
      Pause.forMillis(200);
    }
  }

  private String logTail() {
    try {
      final String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (final IOException e) {
      return "(" + e.getMessage() + ")";
    }
  }

  /** The result of a JSON-RPC call. */
  JsonNode call(final String method, final Object... params) {
    try {
      return rpc.call(method, params);
    } catch (final IOException e) {
      throw new BenchException("Besu does not answer " + method, e);
    } catch (final JsonRpc.RpcError e) {
      throw new BenchException("%s answered %s".formatted(method, e.getMessage()), e);
    }
  }

  /** Processor time of the process so far, in nanoseconds. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (final InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
