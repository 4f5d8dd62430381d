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
          "%n%-7s %-7s %9s %12s %10s %10s %6s %17s %14s %6s%n",
          "replay",
          "record",
          "bytes",
          "replay MB/s",
          "records/s",
          "bare MB/s",
          "ratio",
          "replay MB/cpu-s",
          "bare MB/cpu-s",
          "ratio");
      root.putArray("replay");
    }
    print(
        "%-7s %-7s %9d %12.1f %10.0f %10.1f %6.2f %17.1f %14.1f %6.2f%n",
        comparison.engine(),
        name(comparison.size()),
        comparison.recordBytes(),
        comparison.replay().megabytesPerSecond(),
        comparison.replay().recordsPerSecond(),
        comparison.bare().megabytesPerSecond(),
        comparison.ratio(),
        comparison.replay().megabytesPerCpuSecond(),
        comparison.bare().megabytesPerCpuSecond(),
        comparison.cpuRatio());
    ((ArrayNode) root.get("replay"))
        .addObject()
        .put("engine", comparison.engine())
        .put("record", name(comparison.size()))
        .put("bytes", comparison.recordBytes())
        .put("replayMBps", comparison.replay().megabytesPerSecond())
        .put("recordsPerSecond", comparison.replay().recordsPerSecond())
        .put("bareMBps", comparison.bare().megabytesPerSecond())
        .put("ratio", comparison.ratio())
        .put("replayMBPerCpuSecond", comparison.replay().megabytesPerCpuSecond())
        .put("bareMBPerCpuSecond", comparison.bare().megabytesPerCpuSecond())
        .put("cpuRatio", comparison.cpuRatio());
  }

  void slowReader(final long bytes) {
    print("%nheap for a peer that does not read: %.1f MB%n", bytes / MEGA);
    root.put("slowReaderHeapBytes", bytes);
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
