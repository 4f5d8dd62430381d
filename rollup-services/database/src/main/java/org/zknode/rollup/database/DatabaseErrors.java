/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.zknode.rollup.service.TemporaryException;

/** Tells failures of a database that may pass from errors of the program, in one sentence. */
public final class DatabaseErrors {
  /** First words of statements whose rights have the same names. */
  private static final List<String> RIGHTS =
      List.of("INSERT", "UPDATE", "DELETE", "SELECT", "CREATE", "TRUNCATE");

  private DatabaseErrors() {}

  /**
   * The exception to throw: {@link TemporaryException} or {@link IllegalStateException}.
   *
   * @param name of the database, for the message
   * @param user whose rights count
   */
  static RuntimeException translate(final String name, final String user, final Throwable failure) {
    final SQLException cause = sqlCause(failure);
    final String text = firstLine(cause == null ? failure.getMessage() : cause.getMessage());
    final String state = cause == null ? null : cause.getSQLState();
    final SqlFailure kind = kind(failure);
    if (!kind.mayPass()) {
      return new IllegalStateException(
          "%s refused a statement (SQLSTATE %s): %s".formatted(name, state, text), failure);
    }
    return switch (kind) {
      case OTHER -> new TemporaryException("%s: %s".formatted(name, text), failure);
      case MISSING_RIGHT ->
          new TemporaryException(
              "%s: the database user '%s' lacks the right to %s: %s"
                  .formatted(name, user, right(failure, text), text),
              failure);
      default ->
          new TemporaryException("%s: %s: %s".formatted(name, kind.sentence(), text), failure);
    };
  }

  /** What kind of failure it is; LASTING too when no database said it. */
  static SqlFailure kind(final Throwable failure) {
    final SQLException cause = sqlCause(failure);
    return cause == null ? SqlFailure.LASTING : SqlFailure.of(cause.getSQLState());
  }

  /** A row with the same unique key is there; another session may have stored it meanwhile. */
  public static boolean isDuplicate(final Throwable failure) {
    final SQLException cause = sqlCause(failure);
    return cause != null && "23505".equals(cause.getSQLState());
  }

  /** The server did not answer in the time that was set for the connection. */
  static boolean isUnanswered(final Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** The URL without its parameters, in which a password may be. */
  public static String withoutParameters(final String url) {
    final int parameters = url.indexOf('?');
    final String bare = parameters < 0 ? url : url.substring(0, parameters);
    return bare.replaceFirst("//[^/@]*@", "//");
  }

  /** The right by the statement: the server names only what it is missing on. */
  private static String right(final Throwable failure, final String text) {
    if (text.contains("for database")) {
      return text.startsWith("FATAL") ? "CONNECT" : "CREATE";
    }
    if (text.contains("for schema")) {
      return "USAGE or CREATE";
    }
    if (text.contains("must be owner")) {
      return "change what it does not own";
    }
    return statement(failure)
        .map(sql -> sql.stripLeading().split("\\s", 2)[0].toUpperCase(Locale.ROOT))
        .filter(RIGHTS::contains)
        .orElse("do that");
  }

  /** The innermost one: of a function the statement in it. */
  private static Optional<String> statement(final Throwable failure) {
    Optional<String> found = Optional.empty();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof StatementException jdbi && jdbi.getStatementContext() != null) {
        found = Optional.ofNullable(sql(jdbi.getStatementContext()));
      }
      if (at instanceof PSQLException postgres) {
        final Optional<String> inner = inFunction(postgres.getServerErrorMessage());
        found = inner.isPresent() ? inner : found;
      }
    }
    return found;
  }

  private static String sql(final StatementContext context) {
    return context.getRenderedSql() == null ? context.getRawSql() : context.getRenderedSql();
  }

  private static Optional<String> inFunction(final ServerErrorMessage message) {
    final String where = message == null ? null : message.getWhere();
    final int quote = where == null ? -1 : where.indexOf("SQL statement \"");
    return quote < 0
        ? Optional.empty()
        : Optional.of(where.substring(quote + "SQL statement \"".length()));
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
