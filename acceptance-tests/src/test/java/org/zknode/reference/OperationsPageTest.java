/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.api.L1Reasons;

/** Every reason for which a node can be DEGRADED is explained in docs/operate/operations.md. */
class OperationsPageTest {
  /** {@code status.degraded(KEY, …)}; the key is a constant of the same file. */
  private static final Pattern DEGRADED =
      Pattern.compile("(?:status\\.degraded|waiting\\.add)\\(\\s*([A-Z_0-9]+),");

  /** A service's name is its reason: {@code loops.every(interval, "name", …)}. */
  private static final Pattern SERVICE =
      Pattern.compile("loops\\s*\\.every(?:UntilDone|AlsoOnStandby)?\\([^;\"]*\"([a-z0-9-]+)\"");

  @Test
  void everyReasonIsExplained() throws IOException {
    final Set<String> reasons = new TreeSet<>();
    SourceFolders.ofTheProduct().forEach(file -> collect(file, reasons));
    assertThat(reasons).contains("sequencer", "l1-insufficient-funds").hasSizeGreaterThan(25);
    assertThat(reasons).as("of L1, as the bridge has them").containsAll(L1Reasons.KEYS);
    final String page = Files.readString(SourceFolders.ROOT.resolve("docs/operate/operations.md"));
    assertThat(reasons).allSatisfy(reason -> assertThat(page).contains("`" + reason + "`"));
  }

  /** The page says by the same reasons as the bridge that deposits and withdrawals take longer. */
  @Test
  void theExplorerHasTheReasonsOfTheBridge() throws IOException {
    final String script =
        Files.readString(SourceFolders.ROOT.resolve("distribution/explorer/web/src/delays.js"));
    final Matcher list = Pattern.compile("OF_L1 = \\[([^\\]]*)]").matcher(script);
    assertThat(list.find()).isTrue();
    assertThat(list.group(1).replaceAll("['\\s]", "").split(","))
        .containsExactlyInAnyOrderElementsOf(L1Reasons.KEYS);
  }

  private static void collect(final Path file, final Set<String> reasons) {
    final String text;
    try {
      text = Files.readString(file);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    final Matcher degraded = DEGRADED.matcher(text);
    while (degraded.find()) {
      final Matcher constant =
          Pattern.compile("String " + degraded.group(1) + " = \"([a-z0-9-]+)\"").matcher(text);
      assertThat(constant.find()).as("%s in %s", degraded.group(1), file).isTrue();
      reasons.add(constant.group(1));
    }
    final Matcher service = SERVICE.matcher(text);
    while (service.find()) {
      reasons.add(service.group(1));
    }
  }
}
