/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Views of the explorer and what has to be read in them, however its letters are. */
final class ExplorerViews {
  private final Map<String, List<String>> expected = new LinkedHashMap<>();

  /**
   * @param view what follows # in its address
   */
  ExplorerViews expect(final String view, final String... texts) {
    expected.computeIfAbsent(view, none -> new ArrayList<>()).addAll(List.of(texts));
    return this;
  }

  /**
   * Opens each in a real browser, wide and as wide as a phone: it has read what it shows, fits, can
   * be gone through by keyboard, and complains of nothing.
   *
   * @param name of the folder for the screenshots
   */
  void look(final Path chromium, final String name, final URI page)
      throws IOException, InterruptedException {
    final Path screenshots = Path.of("target", "screenshots", name).toAbsolutePath();
    final Browser.Seen seen =
        Browser.open(chromium, screenshots, page, new ArrayList<>(expected.keySet()));
    assertThat(seen.views()).hasSize(2 * expected.size());
    seen.views().forEach(this::check);
    assertThat(seen.keys()).hasSize(2);
    for (final JsonNode keys : seen.keys()) {
      assertThat(keys.path("skipped").asText()).isEqualTo("H1 Overview");
      assertThat(keys.path("found").asText()).isEqualTo("H1 Batch 0 #/batch/0");
      assertThat(keys.path("followed").asText()).isEqualTo("H1 Nodes #/nodes");
      assertThat(keys.path("refused").asText())
          .isEqualTo("INPUT A block number, \"batch\" and its number, a hash or an address.");
      assertThat(keys.path("complaints")).isEmpty();
    }
  }

  private void check(final JsonNode view) {
    final String name = "%s (%s)".formatted(view.path("view").asText(), view.path("size").asText());
    assertThat(lower(view.path("title").asText() + "\n" + view.path("text").asText()))
        .as(name)
        .containsIgnoringWhitespaces(
            expected.get(view.path("view").asText()).stream()
                .map(ExplorerViews::lower)
                .toArray(String[]::new));
    assertThat(view.path("complaints")).as("%s: console", name).isEmpty();
    assertThat(view.path("problems")).as("%s: alerts", name).isEmpty();
    assertThat(view.path("overflow").asInt()).as("%s: too wide by", name).isZero();
    assertThat(view.path("reached"))
        .as("%s: what Tab reaches, and whether it is seen", name)
        .extracting(JsonNode::asText)
        .containsExactly("A zkNode solid", "A Overview solid", "A Batches solid");
  }

  private static String lower(final String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
