/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The figures as tables, or as one JSON object at the end. */
final class BenchReport {
  private static final double MEGA = 1e6;

  private final PrintStream out;
  private final boolean json;
  private final ObjectNode root = new ObjectMapper().createObjectNode();
  private boolean streamsBegun;

  BenchReport(final PrintStream out, final boolean json) {
    this.out = out;
    this.json = json;
  }

  private void print(final String format, final Object... values) {
    if (!json) {
      out.printf(Locale.ROOT, format, values);
    }
  }

  void codecs(final List<CodecBench.Row> rows) {
    print(
        "%-10s %-7s %10s %14s %14s %12s %9s %9s%n",
        "codec",
        "record",
        "bytes",
        "encode MB/s",
        "decode MB/s",
        "copy MB/s",
        "enc/copy",
        "dec/copy");
    final ArrayNode array = root.putArray("codecs");
    for (final CodecBench.Row row : rows) {
      print(
          "%-10s %-7s %10d %14.0f %14.0f %12.0f %9.2f %9.2f%n",
          "format v" + row.version(),
          name(row.size()),
          row.recordBytes(),
          row.encode().megabytesPerSecond(),
          row.decode().megabytesPerSecond(),
          row.copy().megabytesPerSecond(),
          row.encode().ratioTo(row.copy()),
          row.decode().ratioTo(row.copy()));
      array
          .addObject()
          .put("format", row.version())
          .put("record", name(row.size()))
          .put("bytes", row.recordBytes())
          .put("encodeMBps", row.encode().megabytesPerSecond())
          .put("decodeMBps", row.decode().megabytesPerSecond())
          .put("copyMBps", row.copy().megabytesPerSecond())
          .put("encodeToCopy", row.encode().ratioTo(row.copy()))
          .put("decodeToCopy", row.decode().ratioTo(row.copy()));
    }
  }

  void comparison(final Comparison comparison) {
    if (!streamsBegun) {
      streamsBegun = true;
      print(
          "%n%-7s %-7s %9s %10s %12s %10s %10s %22s %22s%n",
          "replay",
          "record",
          "bytes",
          "message",
          "replay MB/s",
          "records/s",
          "bare MB/s",
          "ratio (low to high)",
          "per cpu (low to high)");
      root.putArray("replay");
    }
    final double replay = comparison.spread(r -> r.replay().megabytesPerSecond()).median();
    final double records = comparison.spread(r -> r.replay().recordsPerSecond()).median();
    final double bare = comparison.spread(r -> r.bare().megabytesPerSecond()).median();
    final Comparison.Spread ratio = comparison.spread(Comparison.Round::ratio);
    final Comparison.Spread cpuRatio = comparison.spread(Comparison.Round::cpuRatio);
    final Speed last = comparison.rounds().getLast().replay();
    print(
        "%-7s %-7s %9d %10d %12.1f %10.0f %10.1f %22s %22s%n",
        comparison.engine(),
        name(comparison.size()),
        comparison.recordBytes(),
        last.bytesPerMessage(),
        replay,
        records,
        bare,
        text(ratio),
        text(cpuRatio));
    final ObjectNode row =
        ((ArrayNode) root.get("replay"))
            .addObject()
            .put("engine", comparison.engine())
            .put("record", name(comparison.size()))
            .put("bytes", comparison.recordBytes())
            .put("replayMessageBytes", last.bytesPerMessage())
            .put("bareMessageBytes", comparison.rounds().getLast().bare().bytesPerMessage())
            .put("rounds", comparison.rounds().size())
            .put("replayMBps", replay)
            .put("recordsPerSecond", records)
            .put("bareMBps", bare);
    put(row, "ratio", ratio);
    put(row, "cpuRatio", cpuRatio);
  }

  private static String text(final Comparison.Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.lowest(), spread.highest());
  }

  private static void put(final ObjectNode row, final String name, final Comparison.Spread spread) {
    row.put(name, spread.median())
        .put(name + "Lowest", spread.lowest())
        .put(name + "Highest", spread.highest());
  }

  void slowReader(final SlowReaderBench.Result seen) {
    print(
        "%n%s, a peer that does not read: at most %.1f MB of heap, cut after %.0f s; another peer replayed %.0f records/s before and %.0f meanwhile, its longest pause was %.1f s%n",
        seen.engine(),
        seen.heapBytes() / MEGA,
        seen.cutSeconds(),
        seen.aloneRecordsPerSecond(),
        seen.besideRecordsPerSecond(),
        seen.longestPauseSeconds());
    root.withArray("slowReader")
        .addObject()
        .put("engine", seen.engine())
        .put("heapBytes", seen.heapBytes())
        .put("cutSeconds", seen.cutSeconds())
        .put("aloneRecordsPerSecond", seen.aloneRecordsPerSecond())
        .put("besideRecordsPerSecond", seen.besideRecordsPerSecond())
        .put("longestPauseSeconds", seen.longestPauseSeconds());
  }

  void heap(final List<MemoryBench.Point> points) {
    print("%n%12s %22s%n", "records", "heap after GC, MB");
    final ArrayNode array = root.putArray("heap");
    for (final MemoryBench.Point point : points) {
      print("%12d %22.1f%n", point.records(), point.heapBytes() / MEGA);
      array.addObject().put("records", point.records()).put("heapBytes", point.heapBytes());
    }
  }

  /** Something that could not be measured here, and why. */
  void skipped(final String what, final String why) {
    print("%n%s: not measured: %s%n", what, why);
    root.withArray("skipped").addObject().put("what", what).put("why", why);
  }

  void end() {
    if (json) {
      out.println(root);
    }
  }

  private static String name(final CodecWork.Size size) {
    return size.name().toLowerCase(Locale.ROOT);
  }
}
