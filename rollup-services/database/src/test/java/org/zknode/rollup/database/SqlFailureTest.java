/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.service.TemporaryException;

/** What PostgreSQL's SQLSTATEs mean for a node. */
class SqlFailureTest {
  private static RuntimeException translated(final String state, final String text) {
    return DatabaseErrors.translate("state DB", "zknode", new SQLException(text, state));
  }

  /** A loop that gets one of these is DEGRADED with the text, and goes on when there is room. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          53100 | could not extend file "base/1/2": No space left on device | it has no room left on its disk
          58030 | could not read block 7 in file "base/1/2": Input/output error | its disk gives errors
          58P01 | could not open file "base/1/2": No such file or directory | its disk gives errors
          """)
  void aDatabasesDiskIsAPassingFailureThatNamesTheDisk(
      final String state, final String text, final String sentence) {
    assertThat(translated(state, text))
        .isInstanceOf(TemporaryException.class)
        .hasMessage("state DB: %s: %s".formatted(sentence, text));
  }

  @Test
  void whatAStatementDidWrongIsNot() {
    assertThat(translated("23505", "duplicate key")).isInstanceOf(IllegalStateException.class);
    assertThat(translated("42P01", "relation does not exist"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatNobodyForesawMayPass() {
    assertThat(SqlFailure.of("XX000")).isEqualTo(SqlFailure.OTHER);
    assertThat(SqlFailure.of(null)).isEqualTo(SqlFailure.OTHER);
    assertThat(SqlFailure.OTHER.mayPass()).isTrue();
  }
}
