/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.math.BigDecimal;
import org.zknode.probe.check.CheckResult;
import org.zknode.probe.check.Outcome.Verdict;
import org.zknode.probe.session.EthStatus;

/** For machines: one object in one line, at the end. */
public final class JsonReporter implements Reporter {
  private final PrintStream out;
  private final ObjectNode root = JsonMapper.builder().build().createObjectNode();
  private final ArrayNode notOffered;
  private final ArrayNode checks;
  private final int[] counts = new int[Verdict.values().length];

  public JsonReporter(final PrintStream out) {
    this.out = out;
    this.notOffered = root.arrayNode();
    this.checks = root.arrayNode();
  }

  @Override
  public void target(final Target target) {
    root.put("enode", target.enode())
        .put("nodeId", target.nodeId().toHexString())
        .put("clientId", target.clientId())
        .put("p2pVersion", target.p2pVersion())
        .put("role", target.role().name().toLowerCase(java.util.Locale.ROOT));
    final ArrayNode offered = root.putArray("offered");
    target.offered().forEach(offered::add);
    final ArrayNode agreed = root.putArray("agreed");
    target
        .agreed()
        .forEach(
            a ->
                agreed
                    .addObject()
                    .put("name", a.capability().name())
                    .put("version", a.capability().version())
                    .put("offset", a.offset())
                    .put("messages", a.capability().messageCount()));
    target.ethStatus().ifPresent(this::ethStatus);
  }

  private void ethStatus(final EthStatus status) {
    final ObjectNode node = root.putObject("ethStatus");
    node.put("version", status.version())
        .put("networkId", status.networkId())
        .put("genesis", status.genesis().toHexString())
        .put("forkHash", status.forkHash().toHexString())
        .put("forkNext", Long.toUnsignedString(status.forkNext()))
        .put("head", status.head().toHexString());
    status
        .range()
        .ifPresent(r -> node.put("earliestBlock", r.earliest()).put("latestBlock", r.latest()));
    status.totalDifficulty().ifPresent(d -> node.put("totalDifficulty", d));
  }

  @Override
  public void notOffered(final String version) {
    notOffered.add(version);
  }

  @Override
  public void version(final String version) {
    // Each result names its version.
  }

  @Override
  public void result(final CheckResult result) {
    counts[result.outcome().verdict().ordinal()]++;
    final ObjectNode node =
        checks
            .addObject()
            .put("name", result.name())
            .put("version", result.version())
            .put("verdict", result.outcome().verdict().name())
            .put("expected", result.expected())
            .put("seen", result.outcome().seen())
            .put("millis", result.millis());
    final ObjectNode figures = node.putObject("figures");
    result
        .outcome()
        .figures()
        .forEach((name, value) -> figures.put(name, BigDecimal.valueOf(value.doubleValue())));
  }

  @Override
  public void end() {
    root.set("notOffered", notOffered);
    root.set("checks", checks);
    root.put("passed", counts[Verdict.PASS.ordinal()])
        .put("failed", counts[Verdict.FAIL.ordinal()])
        .put("skipped", counts[Verdict.SKIP.ordinal()]);
    out.println(root);
  }

  @Override
  public void unreachable(final String sentence) {
    out.println(root.put("error", sentence));
  }
}
