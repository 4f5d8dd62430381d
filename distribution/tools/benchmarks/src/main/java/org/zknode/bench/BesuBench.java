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
import java.util.ArrayList;
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

  private static final String PLUGINS = "plugins";
  private static final String GENESIS_FILE = "genesis.json";

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

  /** What is done with one node. */
  interface OneWork<T> {
    T on(BesuNode main);
  }

  /** A main node that nobody is connected to yet. */
  static <T> T onOne(final Path home, final CodecWork.Size size, final OneWork<T> work) {
    return inFolder(
        folder -> {
          try (BesuNode main = node(home, folder, "main", size, List.of())) {
            main.awaitRpc();
            return work.on(main);
          }
        });
  }

  /** What is done with two connected nodes. */
  private interface Work<T> {
    T on(BesuNode main, BesuNode external);
  }

  private static <T> T onTwo(final Path home, final CodecWork.Size size, final Work<T> work) {
    return inFolder(
        folder -> {
          try (BesuNode main = node(home, folder, "main", size, List.of())) {
            main.awaitRpc();
            final JsonNode info = main.call("admin_nodeInfo");
            final List<String> external =
                List.of("--plugin-zksbench-main-node=" + info.get("id").asText());
            try (BesuNode follower = node(home, folder, "external", size, external)) {
              follower.awaitRpc();
              follower.call("admin_addPeer", info.get("enode").asText());
              awaitConnection(main, follower);
              return work.on(main, follower);
            }
          }
        });
  }

  /** What is done in a folder that is deleted afterwards. */
  private interface InFolder<T> {
    T run(Path folder) throws IOException;
  }

  private static <T> T inFolder(final InFolder<T> work) {
    try {
      final Path folder = Files.createTempDirectory("zknode-bench");
      try {
        final Path plugins = Files.createDirectory(folder.resolve(PLUGINS));
        BesuPluginJar.write(plugins.resolve("zks-bench.jar"));
        Files.writeString(folder.resolve(GENESIS_FILE), GENESIS);
        return work.run(folder);
      } finally {
        delete(folder);
      }
    } catch (final IOException e) {
      throw new BenchException("Besu cannot be started: " + e.getMessage(), e);
    }
  }

  private static BesuNode node(
      final Path home,
      final Path folder,
      final String name,
      final CodecWork.Size size,
      final List<String> more)
      throws IOException {
    final List<String> options = new ArrayList<>(List.of("--plugin-zksbench-size=" + size));
    options.addAll(more);
    return BesuNode.start(
        home, folder.resolve(PLUGINS), folder.resolve(GENESIS_FILE), folder.resolve(name), options);
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

    /** In one call, with the node's own clock: calls take their time. */
    @Override
    public Speed sofar() {
      final long cpu = cpuNanos();
      final JsonNode counters = external.call("bench_counters");
      return new Speed(
          counters.get("bytes").asLong(),
          counters.get("messages").asLong(),
          counters.get("records").asLong(),
          counters.get("nanos").asLong(),
          cpu);
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
