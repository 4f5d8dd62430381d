/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.report;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.zknode.probe.check.CheckResult;
import org.zknode.probe.check.Outcome.Verdict;
import org.zknode.rlpx.RawSession;

/** For people: each check as soon as it is done. */
public final class TextReporter implements Reporter {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

  public TextReporter(final PrintStream out, final PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void target(final Target target) {
    out.println("node     " + target.clientId() + ", devp2p " + target.p2pVersion());
    out.println("node id  " + target.nodeId());
    out.println("offers   " + String.join(", ", target.offered()));
    out.println(
        "agreed   " + String.join(", ", target.agreed().stream().map(TextReporter::ids).toList()));
    out.println("eth      " + target.ethStatus().map(Object::toString).orElse("not agreed"));
    out.println("role     " + target.role().text());
  }

  private static String ids(final RawSession.Agreed agreed) {
    return "%s 0x%02x-0x%02x"
        .formatted(
            agreed.capability(),
            agreed.offset(),
            agreed.offset() + agreed.capability().messageCount() - 1);
  }

  @Override
  public void notOffered(final String version) {
    out.printf("%n%s is not offered by the node%n", version);
  }

  @Override
  public void version(final String version) {
    out.printf("%n%s%n", version);
  }

  @Override
  public void result(final CheckResult result) {
    counts.merge(result.outcome().verdict(), 1, Integer::sum);
    out.printf(
        Locale.ROOT,
        "%s %s (%.1f s)%n     expected: %s%n     seen: %s%n",
        result.outcome().verdict(),
        result.name(),
        result.millis() / 1000.0,
        result.expected(),
        result.outcome().seen());
  }

  @Override
  public void end() {
    out.printf(
        "%n%d passed, %d failed, %d skipped%n",
        counts.getOrDefault(Verdict.PASS, 0),
        counts.getOrDefault(Verdict.FAIL, 0),
        counts.getOrDefault(Verdict.SKIP, 0));
  }

  @Override
  public void unreachable(final String sentence) {
    err.println("zks-probe: " + sentence);
  }
}
