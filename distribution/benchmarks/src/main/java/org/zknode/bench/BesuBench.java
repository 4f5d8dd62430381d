/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

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

  /** Twice what the hub gives a slow reader; Besu's own keep-alive is sooner. */
  private static final Duration SLOW_READER = Duration.ofMinutes(2);

  private static final Duration CONNECT = Duration.ofMinutes(2);

  /** Netty and the codecs get compiled before anything counts. */
  private static final Duration MAX_WARM_UP = Duration.ofSeconds(12);

  private BesuBench() {}

  /**
   * @param time for each of replay and bare
   */
  static Comparison run(final Path home, final CodecWork.Size size, final Duration time) {
    return onTwo(home, size, (main, external) -> compare(main, external, size, time));
  }

  /**
   * What a peer that asked for the chain and does not read costs a main node.
   *
   * @param heapBytes at the most, after a full collection, beyond what it was before
   * @param cutSeconds after which the main node ended the connection
   */
  record SlowReader(long heapBytes, double cutSeconds) {}

  /** Waits until the peer is cut. */
  static SlowReader slowReader(final Path home, final CodecWork.Size size) {
    return onTwo(home, size, BesuBench::slowReader);
  }

  private static SlowReader slowReader(final BesuNode main, final BesuNode external) {
    final long before = main.call("bench_heap").asLong();
    final long ends = main.call("bench_counters").get("ends").asLong();
    external.call("bench_replay");
    main.call("bench_flow", "replay", true);
    external.freeze();
    final long start = System.nanoTime();
    long most = 0;
    while (main.call("bench_counters").get("ends").asLong() == ends) {
      if (System.nanoTime() - start > SLOW_READER.toNanos()) {
        throw new BenchException("the main node did not cut the slow reader in " + SLOW_READER);
      }
      most = Math.max(most, main.call("bench_heap").asLong() - before);
      Pause.forMillis(500);
    }
    return new SlowReader(most, (System.nanoTime() - start) / 1e9);
  }

  /** What is done with two connected nodes. */
  private interface Work<T> {
    T on(BesuNode main, BesuNode external);
  }

  private static <T> T onTwo(final Path home, final CodecWork.Size size, final Work<T> work) {
    try {
      final Path folder = Files.createTempDirectory("zknode-bench");
      try {
        return onTwo(home, folder, size, work);
      } finally {
        delete(folder);
      }
    } catch (final IOException e) {
      throw new BenchException("Besu cannot be started: " + e.getMessage(), e);
    }
  }

  private static <T> T onTwo(
      final Path home, final Path folder, final CodecWork.Size size, final Work<T> work)
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
      return work.on(main, external);
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
    external.call("bench_replay");
    try (Stream replay = new Flow(main, external, "replay");
        Stream bare = new Flow(main, external, "bare")) {
      return Comparison.of("besu", size, replay, bare, warmUp, time);
    }
  }

  /**
   * What the external node counts.
   *
   * @param kind bare or replay
   */
  private record Flow(BesuNode main, BesuNode external, String kind) implements Stream {
    private long counter(final String name) {
      return external.call("bench_counters").get(name).asLong();
    }

    @Override
    public void flow(final boolean on) {
      main.call("bench_flow", kind, on);
    }

    @Override
    public long bytes() {
      return counter("bytes");
    }

    @Override
    public long messages() {
      return counter("messages");
    }

    @Override
    public long records() {
      return counter("records");
    }

    @Override
    public long cpuNanos() {
      return main.cpuNanos() + external.cpuNanos();
    }

    @Override
    public void close() {
      flow(false);
    }
  }

  private static void delete(final Path folder) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.walk(folder)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
