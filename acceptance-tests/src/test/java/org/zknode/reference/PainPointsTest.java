/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that docs/develop/pain-points.md promises exist. */
class PainPointsTest {
  private static final Pattern REFERENCE = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");

  @Test
  void everyPromisedTestExists() throws IOException {
    final List<MatchResult> references =
        REFERENCE.matcher(TestSources.page("develop/pain-points.md")).results().toList();
    assertThat(references).hasSizeGreaterThan(30);
    final TestSources tests = TestSources.read();
    for (final MatchResult reference : references) {
      tests.requireMethod(reference.group(1), reference.group(2));
    }
  }
}
