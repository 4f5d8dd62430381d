/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every fault has a row in docs/develop/faults.md, and every test that a row names exists. */
class FaultsPageTest {
  /** The last number of each group. */
  private static final Map<String, Integer> GROUPS =
      Map.of("A", 7, "B", 3, "C", 17, "D", 9, "E", 9);

  private static final Set<String> BETWEEN = Set.of("C12b", "E2b");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern RANGE = Pattern.compile("([A-E])(\\d+) to [A-E](\\d+)");
  private static final Pattern ID = Pattern.compile("[A-E]\\d+b?");

  /** {@code Class} or {@code Class.method}. */
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(TestSources.page("develop/faults.md"))
        .results()
        .filter(row -> ID.matcher(row.group(1)).find())
        .toList();
  }

  @Test
  void everyFaultHasARow() throws IOException {
    final Set<String> expected = new TreeSet<>(BETWEEN);
    GROUPS.forEach(
        (group, last) -> {
          for (int number = 1; number <= last; number++) {
            expected.add(group + number);
          }
        });
    final Set<String> found = new TreeSet<>();
    for (final MatchResult row : rows()) {
      // What was found after a row is a row of its own.
      if (!row.group(1).startsWith("after ")) {
        found.addAll(ids(row.group(1)));
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static List<String> ids(final String cell) {
    final List<String> ids = new ArrayList<>();
    final Matcher range = RANGE.matcher(cell);
    while (range.find()) {
      for (int number = Integer.parseInt(range.group(2));
          number <= Integer.parseInt(range.group(3));
          number++) {
        ids.add(range.group(1) + number);
      }
    }
    ID.matcher(cell).results().map(MatchResult::group).forEach(ids::add);
    return ids;
  }

  @Test
  void everyRowNamesTestsAndEachExists() throws IOException {
    final TestSources tests = TestSources.read();
    for (final MatchResult row : rows()) {
      final List<MatchResult> named = TEST.matcher(row.group(4)).results().toList();
      assertThat(named).as("tests of row " + row.group(1)).isNotEmpty();
      // Nothing else is in that column, so that nothing escapes the pattern.
      assertThat(TEST.matcher(row.group(4)).replaceAll("")).as(row.group(1)).matches("[ ,]*");
      for (final MatchResult test : named) {
        if (test.group(2) == null) {
          tests.requireClass(test.group(1));
        } else {
          tests.requireMethod(test.group(1), test.group(2));
        }
      }
    }
  }
}
