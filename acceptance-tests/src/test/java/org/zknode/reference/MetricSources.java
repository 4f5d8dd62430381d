/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.state.ClosingReason;
import org.zknode.zks.limit.Limit;

/**
 * The metrics that the sources make. Names are made where they are used, when a role starts; so the
 * sources are read, and a call whose name is not a literal is an error unless it is known here.
 */
final class MetricSources {
  private static final Pattern CALL =
      Pattern.compile("\\b(?:metrics|metrics\\(\\))\\s*\\.(counter|gauge|histogram)s?\\(");
  private static final Pattern LITERALS =
      Pattern.compile("\\G\\s*\"([a-z0-9_]+)\"\\s*,\\s*((?:\"[^\"]*\"\\s*\\+?\\s*)+)");

  /**
   * The loops: a counter for each limit, for each reason to refuse a transaction or close a batch.
   */
  private static final List<String> LOOPS = List.of("limit.metricName()", "reason.metricName()");

  /** One metric. */
  record Metric(String name, String type, String help) {}

  private MetricSources() {}

  /** By name. */
  static List<Metric> all() {
    final TreeMap<String, Metric> found = new TreeMap<>();
    for (final Limit limit : Limit.values()) {
      found.put(
          limit.metricName(),
          new Metric(
              limit.metricName(),
              "counter",
              "Refused by the limit of %d %s".formatted(limit.value(), limit.unit()).strip()));
    }
    for (final RefusalReason reason : RefusalReason.values()) {
      found.put(
          reason.metricName(), new Metric(reason.metricName(), "counter", reason.metricHelp()));
    }
    for (final ClosingReason reason : ClosingReason.ofSequencer()) {
      found.put(
          reason.metricName(), new Metric(reason.metricName(), "counter", reason.metricHelp()));
    }
    for (final Path file : sources()) {
      of(file).forEach(metric -> found.put(metric.name(), metric));
    }
    return List.copyOf(found.values());
  }

  private static List<Path> sources() {
    try {
      return SourceFolders.ofTheProduct();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Metric> of(final Path file) {
    final String text;
    try {
      text = Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    final List<Metric> metrics = new ArrayList<>();
    final Matcher call = CALL.matcher(text);
    while (call.find()) {
      final Matcher literals = LITERALS.matcher(text).region(call.end(), text.length());
      if (literals.find()) {
        metrics.add(
            new Metric(
                literals.group(1),
                call.group(1),
                literals.group(2).replaceAll("\"\\s*\\+\\s*\"", "").replace("\"", "").strip()));
      } else if (LOOPS.stream().noneMatch(text.substring(call.end()).stripLeading()::startsWith)) {
        throw new IllegalStateException(
            "%s makes a %s whose name or help is no literal: write it as one, or the reference"
                    .formatted(file.getFileName(), call.group(1))
                + " page misses it");
      }
    }
    return metrics;
  }
}
