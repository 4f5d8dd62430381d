/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zknode bench-zks}. */
@Command(
    name = "bench-zks",
    mixinStandardHelpOptions = true,
    description =
        "Measures zks: record codecs next to a plain copy, replay between two nodes next to the same frames on a bare connection, memory.")
public final class BenchZksCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  /** Of each of the two streams over our own RLPx. */
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** Sizes of the records that are streamed. */
  private static final List<CodecWork.Size> STREAMED =
      List.of(CodecWork.Size.SMALL, CodecWork.Size.MEDIUM, CodecWork.Size.LARGE);

  private final PrintStream out;
  private final Supplier<Optional<Path>> besu;

  @Option(
      names = "--engine",
      paramLabel = "<rlpx|besu|all>",
      description = "Whose devp2p carries the replay (default: ${DEFAULT-VALUE})")
  String engine = "rlpx";

  @Option(
      names = "--seconds",
      paramLabel = "<seconds>",
      description = "How long each figure is measured (default: ${DEFAULT-VALUE})")
  int seconds = 10;

  @Option(
      names = "--records",
      paramLabel = "<count>",
      description =
          "Also streams so many small records over our own RLPx and prints the heap at ten points (default: ${DEFAULT-VALUE})")
  long records;

  @Option(
      names = "--slow-reader",
      description =
          "Only measures what a peer that does not read costs a main node until it is cut, while another one replays")
  boolean slowReader;

  @Option(
      names = "--beside-records",
      paramLabel = "<count>",
      description =
          "With --slow-reader: how many records a second the other one takes at the most, 0 = as many as it gets (default: ${DEFAULT-VALUE})")
  int besideRecords;

  @Option(names = "--json", description = "Print one JSON object instead of tables")
  boolean json;

  /**
   * @param out figures only
   * @param besu folder of a Besu, if there is one on this machine
   */
  public BenchZksCommand(final PrintStream out, final Supplier<Optional<Path>> besu) {
    this.out = out;
    this.besu = besu;
  }

  private enum Engine {
    RLPX,
    BESU,
    ALL
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new BenchException("--seconds is from 1 to %d, not %d".formatted(MAX_SECONDS, seconds));
    }
    if (records < 0) {
      throw new BenchException("--records is not negative, but " + records);
    }
    if (besideRecords < 0) {
      throw new BenchException("--beside-records is not negative, but " + besideRecords);
    }
    final BenchReport report = new BenchReport(out, json);
    final Duration time = Duration.ofSeconds(seconds);
    final Engine chosen = chosen();
    if (slowReader) {
      slowReaders(report, chosen);
      report.end();
      return 0;
    }
    if (chosen != Engine.BESU) {
      report.codecs(CodecBench.run(time.dividedBy(5)));
      for (final CodecWork.Size size : STREAMED) {
        report.comparison(overRlpx(size, time));
      }
      if (records > 0) {
        final BenchChain small = CodecWork.Size.SMALL.chain();
        report.heap(MemoryBench.longStream(small, records));
      }
    }
    if (chosen != Engine.RLPX) {
      overBesu(report, time);
    }
    report.end();
    return 0;
  }

  private Engine chosen() {
    try {
      return Engine.valueOf(engine.toUpperCase(Locale.ROOT));
    } catch (final IllegalArgumentException e) {
      throw new BenchException("--engine is rlpx, besu or all, not '%s'".formatted(engine), e);
    }
  }

  private void slowReaders(final BenchReport report, final Engine chosen) {
    if (chosen != Engine.BESU) {
      report.slowReader(SlowReaderBench.overRlpx(CodecWork.Size.MEDIUM.chain(), besideRecords));
    }
    if (chosen != Engine.RLPX) {
      home(report, "a slow reader of Besu")
          .ifPresent(
              home ->
                  report.slowReader(
                      SlowReaderBench.overBesu(home, CodecWork.Size.MEDIUM, besideRecords)));
    }
  }

  private Optional<Path> home(final BenchReport report, final String what) {
    final Optional<Path> home = besu.get();
    if (home.isEmpty()) {
      report.skipped(what, "there is no Besu: neither BESU_HOME nor besu on the PATH");
    }
    return home;
  }

  private void overBesu(final BenchReport report, final Duration time) {
    final Optional<Path> home = home(report, "replay over Besu");
    if (home.isEmpty()) {
      return;
    }
    for (final CodecWork.Size size : STREAMED) {
      report.comparison(BesuBench.run(home.get(), size, time));
    }
  }

  private static Comparison overRlpx(final CodecWork.Size size, final Duration time) {
    final BenchChain chain = size.chain();
    final ReplayFrames frames = ReplayFrames.of(chain);
    try (Stream replay = new ReplayStream(chain);
        Stream bare = new BareStream(frames)) {
      return Comparison.of("rlpx", size, replay, bare, shorter(time, WARM_UP), time);
    }
  }

  private static Duration shorter(final Duration one, final Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
