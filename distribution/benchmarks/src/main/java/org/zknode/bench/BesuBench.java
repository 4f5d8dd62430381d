/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Replay between two Besus next to the same frames on a bare subprotocol of the same connection.
 */
final class BesuBench {
  private static final String GENESIS =
      """
      {"config":{"chainId":1001,"homesteadBlock":0,"eip150Block":0,"eip155Block":0,"eip158Block":0,
      "byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,"istanbulBlock":0,
      "berlinBlock":0,"londonBlock":0,"terminalTotalDifficulty":0,"shanghaiTime":0,"cancunTime":0,
      "blobSchedule":{"cancun":{"target":3,"max":6,"baseFeeUpdateFraction":3338477}}},
      "nonce":"0x0","timestamp":"0x0","extraData":"0x","gasLimit":"0x1c9c380","difficulty":"0x0",
      "baseFeePerGas":"0x3b9aca00","coinbase":"0x0000000000000000000000000000000000000000",
      "mixHash":"0x0000000000000000000000000000000000000000000000000000000000000000","alloc":{}}
      """;

  private static final Duration CONNECT = Duration.ofMinutes(2);

  /** Netty and the codecs get compiled before anything counts. */
  private static final Duration MAX_WARM_UP = Duration.ofSeconds(10);

  /** What was sent has arrived when nothing came for so long. */
  private static final long QUIET_MILLIS = 1_000;

  private BesuBench() {}

  /**
   * @param time for each of replay and bare
   */
  static Comparison run(final Path home, final CodecWork.Size size, final Duration time) {
    try {
      final Path folder = Files.createTempDirectory("zknode-bench");
      try {
        return run(home, folder, size, time);
      } finally {
        delete(folder);
      }
    } catch (final IOException e) {
      throw new BenchException("Besu cannot be started: " + e.getMessage(), e);
    }
  }

  private static Comparison run(
      final Path home, final Path folder, final CodecWork.Size size, final Duration time)
      throws IOException {
    final Path plugins = Files.createDirectory(folder.resolve("plugins"));
    BesuPluginJar.write(plugins.resolve("zks-bench.jar"));
    final Path genesis = Files.writeString(folder.resolve("genesis.json"), GENESIS);
    final String sized = "--plugin-zksbench-size=" + size;
    try (BesuNode main =
            BesuNode.start(home, plugins, genesis, folder.resolve("main"), List.of(sized));
        BesuNode external =
            BesuNode.start(
                home,
                plugins,
                genesis,
                folder.resolve("external"),
                List.of(sized, "--plugin-zksbench-external"))) {
      main.awaitRpc();
      external.awaitRpc();
      external.call("admin_addPeer", main.call("admin_nodeInfo").get("enode").asText());
      awaitConnection(main, external);
      return compare(main, external, size, time);
    }
  }

  private static void awaitConnection(final BesuNode main, final BesuNode external) {
    final long start = System.nanoTime();
    while (!connected(main) || !connected(external)) {
      if (System.nanoTime() - start > CONNECT.toNanos()) {
        throw new BenchException("the two Besus do not connect within " + CONNECT);
      }
      Pause.forMillis(100);
    }
  }

  private static boolean connected(final BesuNode node) {
    return node.call("bench_counters").get("connected").asBoolean();
  }

  private static Comparison compare(
      final BesuNode main,
      final BesuNode external,
      final CodecWork.Size size,
      final Duration time) {
    final Duration warmUp = time.compareTo(MAX_WARM_UP) < 0 ? time : MAX_WARM_UP;
    final Arriving arriving = new Arriving(main, external);
    main.call("bench_bare");
    final Speed bare = arriving.measure(warmUp, time);
    main.call("bench_stop");
    arriving.awaitQuiet();
    external.call("bench_replay");
    final Speed replay = arriving.measure(warmUp, time);
    final long recordBytes = bare.records() == 0 ? 0 : bare.bytes() / bare.records();
    return new Comparison("besu", size, recordBytes, replay, bare);
  }

  /** What the external node counts. */
  private record Arriving(BesuNode main, BesuNode external) implements Stream {
    private JsonNode counters() {
      return external.call("bench_counters");
    }

    void awaitQuiet() {
      long before = -1;
      while (before != bytes()) {
        before = bytes();
        Pause.forMillis(QUIET_MILLIS);
      }
    }

    @Override
    public long bytes() {
      return counters().get("bytes").asLong();
    }

    @Override
    public long records() {
      return counters().get("records").asLong();
    }

    @Override
    public long cpuNanos() {
      return main.cpuNanos() + external.cpuNanos();
    }

    @Override
    public void close() {}
  }

  private static void delete(final Path folder) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
