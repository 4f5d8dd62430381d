/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.zknode.launcher.LauncherException;

/** The figures of a run, as a table or as one JSON object. */
public record AttackReport(String engine, List<Comparison> comparisons) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public AttackReport {
    comparisons = List.copyOf(comparisons);
  }

  /** One sentence for each aim that does not hold. */
  public List<String> misses() {
    return comparisons.stream().flatMap(comparison -> comparison.misses().stream()).toList();
  }

  /** For a person. */
  public void table(final PrintStream out) {
    out.printf(
        "%-20s %-7s %8s %8s %8s %8s %8s %9s %7s %22s%n",
        "attack (" + engine + ")",
        "",
        "p50 ms",
        "p99 ms",
        "gap ms",
        "blocks/m",
        "batch/m",
        "included",
        "refused",
        "attackers paid, wei");
    for (final Comparison comparison : comparisons) {
      row(out, comparison.attack(), "before", comparison.before());
      row(out, "", "during", comparison.during());
      out.printf(
          Locale.ROOT,
          "%-20s ratio    p99 %.2f, batches a minute %.2f; attackers: %d taken, %d refused, %d included; reasons %s%n",
          "",
          comparison.p99Ratio(),
          comparison.batchesRatio(),
          comparison.during().attackerTaken(),
          comparison.during().attackerRefused(),
          comparison.during().attackerIncluded(),
          comparison.during().degraded());
    }
    final List<String> misses = misses();
    if (misses.isEmpty()) {
      out.println("all aims hold");
    } else {
      misses.forEach(miss -> out.println("missed: " + miss));
    }
  }

  private static void row(
      final PrintStream out, final String attack, final String when, final Phase phase) {
    out.printf(
        Locale.ROOT,
        "%-20s %-7s %8d %8d %8d %8.1f %8.1f %4d/%4d %7d %22s%n",
        attack,
        when,
        phase.p50Millis(),
        phase.p99Millis(),
        phase.longestGapMillis(),
        phase.blocksPerMinute(),
        phase.batchesPerMinute(),
        phase.included(),
        phase.sent(),
        phase.refused(),
        phase.attackerPaidWei());
  }

  /** For a machine: one line. */
  public void json(final PrintStream out) {
    final ObjectNode root = MAPPER.createObjectNode();
    root.put("engine", engine);
    final ArrayNode attacks = root.putArray("attacks");
    for (final Comparison comparison : comparisons) {
      final ObjectNode node = attacks.addObject();
      node.put("attack", comparison.attack());
      node.put("p99Ratio", comparison.p99Ratio());
      node.put("batchesRatio", comparison.batchesRatio());
      write(node.putObject("before"), comparison.before());
      write(node.putObject("during"), comparison.during());
    }
    misses().forEach(root.putArray("missed")::add);
    try {
      out.println(MAPPER.writeValueAsString(root));
    } catch (final JsonProcessingException e) {
      throw new LauncherException("the figures cannot be printed", e);
    }
  }

  private static void write(final ObjectNode node, final Phase phase) {
    node.put("seconds", phase.seconds());
    node.put("sent", phase.sent());
    node.put("included", phase.included());
    node.put("refused", phase.refused());
    node.put("p50Millis", phase.p50Millis());
    node.put("p99Millis", phase.p99Millis());
    node.put("longestGapMillis", phase.longestGapMillis());
    node.put("blocksPerMinute", phase.blocksPerMinute());
    node.put("batchesPerMinute", phase.batchesPerMinute());
    node.put("attackerTaken", phase.attackerTaken());
    node.put("attackerRefused", phase.attackerRefused());
    node.put("attackerIncluded", phase.attackerIncluded());
    node.put("attackerPaidWei", phase.attackerPaidWei().toString());
    phase.halted().forEach(node.putArray("halted")::add);
    phase.degraded().forEach(node.putArray("degraded")::add);
  }
}
