/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerting rules and dashboard are of this code's metrics, reasons and pages, and work. */
class MonitoringTest {
  private static final Path FOLDER = SourceFolders.ROOT.resolve("distribution/monitoring");
  private static final Pattern METRIC = Pattern.compile("\\bzknode_([a-z0-9_]+)");
  private static final Pattern REASON = Pattern.compile("reason=~?\\\\?\"([a-z0-9|.*-]+)\\\\?\"");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook: ([\\w/.-]+)(?:#([\\w-]+))?");

  /** What Prometheus adds to the names of counters and histograms. */
  private static final Pattern SUFFIX = Pattern.compile("_(?:total|bucket|sum|count)$");

  private static String read(final String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }

  private static Set<String> all(final Pattern pattern, final String text) {
    final Set<String> found = new TreeSet<>();
    final Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String base(final String metric) {
    return SUFFIX.matcher(metric).replaceFirst("");
  }

  @Test
  void everyMetricExists() throws IOException {
    final Set<String> known =
        MetricSources.all().stream()
            .map(metric -> base(metric.name()))
            .collect(Collectors.toCollection(TreeSet::new));
    for (final String file : new String[] {"rules.yml", "grafana/zknode.json"}) {
      final Set<String> used = all(METRIC, read(file));
      assertThat(used).as(file).hasSizeGreaterThan(8);
      assertThat(used)
          .as(file)
          // A family by its pattern: pool_refused_ and what follows.
          .allSatisfy(
              name ->
                  assertThat(known)
                      .as(name)
                      .anyMatch(
                          metric ->
                              name.endsWith("_")
                                  ? metric.startsWith(name)
                                  : metric.equals(base(name))));
    }
  }

  @Test
  void everyReasonIsOneOfTheNodes() throws IOException {
    final String page = Files.readString(SourceFolders.ROOT.resolve("docs/operate/operations.md"));
    final Set<String> reasons = new TreeSet<>();
    all(REASON, read("rules.yml")).forEach(group -> reasons.addAll(Set.of(group.split("\\|"))));
    assertThat(reasons).contains("disk", "bridge-.*").hasSizeGreaterThan(15);
    assertThat(reasons).allSatisfy(reason -> assertThat(page).containsPattern("`" + reason + "`"));
  }

  @Test
  void everyAlertIsTestedAndExplained() throws IOException {
    final Set<String> alerts = all(ALERT, read("rules.yml"));
    final String page = Files.readString(SourceFolders.ROOT.resolve("docs/operate/monitoring.md"));
    assertThat(alerts).hasSizeGreaterThan(10);
    assertThat(all(Pattern.compile("alertname: (\\w+)\\n +exp_alerts"), read("rules-test.yml")))
        .isEqualTo(alerts);
    assertThat(all(Pattern.compile("\\n\\| `(\\w+)`"), page)).isEqualTo(alerts);
  }

  @Test
  void everyRunbookIsThere() throws IOException {
    final Matcher runbook = RUNBOOK.matcher(read("rules.yml"));
    int found = 0;
    while (runbook.find()) {
      found++;
      final String page = Files.readString(SourceFolders.ROOT.resolve(runbook.group(1)));
      if (runbook.group(2) != null) {
        assertThat(
                page.lines()
                    .filter(line -> line.startsWith("#"))
                    .map(MonitoringTest::anchor)
                    .toList())
            .as(runbook.group(1))
            .contains(runbook.group(2));
      }
    }
    assertThat(found).isEqualTo(all(ALERT, read("rules.yml")).size());
  }

  /** As repositories show headings. */
  private static String anchor(final String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }

  /** By Prometheus' own tool, on series that it is given: each fires in its time and not before. */
  @Test
  void alertsFireForWhatTheyAreFor() throws Exception {
    assumeTrue(isInstalled(), "promtool (Debian's package prometheus) is not installed");
    assertThat(promtool("check", "rules", "rules.yml")).contains("SUCCESS");
    assertThat(promtool("test", "rules", "rules-test.yml")).contains("SUCCESS");
    assertThat(promtool("check", "config", "prometheus.yml")).contains("is valid");
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
  }

  private static String promtool(final String... arguments) throws Exception {
    final String[] command = new String[arguments.length + 1];
    command[0] = "promtool";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    final Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
