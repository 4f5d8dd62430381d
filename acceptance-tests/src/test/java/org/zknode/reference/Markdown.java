/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.util.List;

/** Tables of the reference page. */
final class Markdown {
  private final StringBuilder page = new StringBuilder();

  Markdown heading(final int level, final String text) {
    page.append("\n").append("#".repeat(level)).append(' ').append(text).append("\n\n");
    return this;
  }

  Markdown text(final String text) {
    page.append(text.strip()).append("\n");
    return this;
  }

  Markdown table(final List<String> header, final List<List<String>> rows) {
    row(header);
    row(header.stream().map(column -> "---").toList());
    rows.forEach(row -> row(row.stream().map(Markdown::cell).toList()));
    return this;
  }

  private void row(final List<String> cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String cell(final String text) {
    return text.replace("|", "\\|").replace("\n", " ").strip();
  }

  static String code(final String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  @Override
  public String toString() {
    return page.toString().stripLeading();
  }
}
