/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.zknode.devnet.process.LauncherException;

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
        "%-20s %-7s %8s %8s %8s %8s %8s %8s %9s %9s %7s %22s%n",
        "attack (" + engine + ")",
        "",
        "p50 ms",
        "p99 ms",
        "gap ms",
        "blocks/m",
        "batch/m",
        "verif/m",
        "ext. lag",
        "included",
        "refused",
        "attackers paid, wei");
    for (final Comparison comparison : comparisons) {
      row(out, comparison.attack(), "before", comparison.before());
      row(out, "", "during", comparison.during());
      out.printf(
          Locale.ROOT,
          "%-20s ratio    p99 %.2f, batches a minute %.2f (forced ones, %.1f a minute, apart)%n",
          "",
          comparison.p99Ratio(),
          comparison.batchesRatio(),
          comparison.during().pace().forcedPerMinute());
      attackers(out, comparison.during());
    }
    final List<String> misses = misses();
    if (misses.isEmpty()) {
      out.println("all aims hold");
    } else {
      misses.forEach(miss -> out.println("missed: " + miss));
    }
  }

  private static void attackers(final PrintStream out, final Phase during) {
    final Phase.Attackers attackers = during.attackers();
    out.printf(
        Locale.ROOT,
        "%-20s          attackers: %d taken, %d refused, %d included, %s wei of it on L1; acts in each third %s; %s%n",
        "",
        attackers.taken(),
        attackers.refused(),
        attackers.included(),
        attackers.paidL1Wei(),
        attackers.acts(),
        attackers.figures());
    out.printf(
        Locale.ROOT,
        "%-20s          up to %d rows pending; L1 verified nothing for up to %d ms; reads from external nodes p99 %d ms; reasons %s%n",
        "",
        during.mostPending(),
        during.pace().longestUnverifiedMillis(),
        during.followers().readP99Millis(),
        during.degraded());
  }

  private static void row(
      final PrintStream out, final String attack, final String when, final Phase phase) {
    out.printf(
        Locale.ROOT,
        "%-20s %-7s %8d %8d %8d %8.1f %8.1f %8.1f %4d/%4d %4d/%4d %7d %22s%n",
        attack,
        when,
        phase.users().p50Millis(),
        phase.users().p99Millis(),
        phase.pace().longestGapMillis(),
        phase.pace().blocksPerMinute(),
        phase.pace().batchesPerMinute(),
        phase.pace().verifiedPerMinute(),
        phase.followers().mostBehind(),
        phase.followers().endBehind(),
        phase.users().included(),
        phase.users().sent(),
        phase.users().refused(),
        phase.attackers().paidWei());
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
      comparison.harm().forEach(node.putArray("harm")::add);
    }
    misses().forEach(root.putArray("missed")::add);
    try {
      out.println(MAPPER.writeValueAsString(root));
    } catch (final JsonProcessingException e) {
      throw new LauncherException("the figures cannot be printed", e);
    }
  }

  private static void write(final ObjectNode node, final Phase phase) {
    final Phase.Users users = phase.users();
    node.put("seconds", phase.seconds());
    node.put("sent", users.sent());
    node.put("included", users.included());
    node.put("refused", users.refused());
    node.put("p50Millis", users.p50Millis());
    node.put("p99Millis", users.p99Millis());
    final Phase.Pace pace = phase.pace();
    node.put("longestGapMillis", pace.longestGapMillis());
    node.put("blocksPerMinute", pace.blocksPerMinute());
    node.put("batchesPerMinute", pace.batchesPerMinute());
    node.put("forcedPerMinute", pace.forcedPerMinute());
    node.put("verifiedPerMinute", pace.verifiedPerMinute());
    node.put("longestUnverifiedMillis", pace.longestUnverifiedMillis());
    node.put("externalMostBehind", phase.followers().mostBehind());
    node.put("externalEndBehind", phase.followers().endBehind());
    node.put("externalReadP99Millis", phase.followers().readP99Millis());
    node.put("mostPending", phase.mostPending());
    final Phase.Attackers attackers = phase.attackers();
    node.put("attackerTaken", attackers.taken());
    node.put("attackerRefused", attackers.refused());
    node.put("attackerIncluded", attackers.included());
    node.put("attackerPaidWei", attackers.paidWei().toString());
    node.put("attackerPaidL1Wei", attackers.paidL1Wei().toString());
    attackers.acts().forEach(node.putArray("attackerActs")::add);
    final ObjectNode figures = node.putObject("attackerFigures");
    attackers.figures().forEach(figures::put);
    phase.halted().forEach(node.putArray("halted")::add);
    phase.degraded().forEach(node.putArray("degraded")::add);
  }
}
