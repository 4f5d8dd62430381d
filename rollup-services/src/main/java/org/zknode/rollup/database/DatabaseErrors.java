/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.SQLException;
import java.util.Set;
import org.zknode.rollup.service.TemporaryException;

/** Tells failures of a database that may pass from errors of the program. */
public final class DatabaseErrors {
  /**
   * SQLSTATE classes (PostgreSQL manual, appendix A) that come from the statement or the data: no
   * SQL data (02), feature (0A), data (22), constraint (23), syntax or unknown name (42), and P0
   * (raised by a function). Everything else, for instance connection (08), serialization and
   * deadlock (40), resources (53), locks (55), shutdown and cancel (57), may pass.
   */
  private static final Set<String> LASTING_CLASSES = Set.of("02", "0A", "22", "23", "42", "P0");

  private DatabaseErrors() {}

  /**
   * The exception to throw: {@link TemporaryException} or {@link IllegalStateException}.
   *
   * @param name of the database, for the message
   */
  public static RuntimeException translate(final String name, final Throwable failure) {
    final SQLException cause = sqlCause(failure);
    final String text = firstLine(cause == null ? failure.getMessage() : cause.getMessage());
    final String state = cause == null ? null : cause.getSQLState();
    if (cause != null && (state == null || !LASTING_CLASSES.contains(prefix(state)))) {
      return new TemporaryException("%s: %s".formatted(name, text), failure);
    }
    return new IllegalStateException(
        "%s refused a statement (SQLSTATE %s): %s".formatted(name, state, text), failure);
  }

  /** The URL without its parameters, in which a password may be. */
  public static String withoutParameters(final String url) {
    final int parameters = url.indexOf('?');
    final String bare = parameters < 0 ? url : url.substring(0, parameters);
    return bare.replaceFirst("//[^/@]*@", "//");
  }

  private static String prefix(final String state) {
    return state.length() < 2 ? state : state.substring(0, 2);
  }

  /** The innermost SQLException: the pool wraps the driver's, JDBI wraps the pool's. */
  private static SQLException sqlCause(final Throwable failure) {
    SQLException found = null;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        found = sql;
      }
    }
    return found;
  }

  private static String firstLine(final String text) {
    return text == null ? "no message" : text.lines().findFirst().orElse("no message");
  }
}
