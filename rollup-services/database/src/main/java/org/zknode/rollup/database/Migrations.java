/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.status.HaltCode;
import org.zknode.rollup.status.NodeStatus.Halt;

/**
 * The versions of one schema. Nodes that start at the same time on one database wait for each
 * other.
 *
 * @param schema for instance {@code state}
 * @param location class path folder of the {@code V00001__*.sql} files
 * @param classLoader the one that has them: inside Besu this is a plugin's, not the thread's
 */
public record Migrations(String schema, String location, ClassLoader classLoader) {

  /**
   * Applies what is missing.
   *
   * @param name of the database, for messages
   * @param user likewise
   */
  void run(final String name, final String user, final DataSource source) {
    try {
      configure(source).load().migrate();
    } catch (final FlywayException e) {
      if (isUnreachable(e)) {
        throw DatabaseErrors.translate(name, user, e);
      }
      throw new CriticalException(
          new Halt(
              HaltCode.DATABASE_SCHEMA,
              name,
              "the schema '%s' cannot be brought to this version".formatted(schema),
              String.valueOf(e.getMessage()).strip()));
    }
  }

  FluentConfiguration configure(final DataSource source) {
    return Flyway.configure(classLoader)
        .dataSource(source)
        .schemas(schema)
        .locations("classpath:" + location)
        // A schema of a newer version is refused, not used.
        .ignoreMigrationPatterns(new String[0])
        .loggers("slf4j");
  }

  private static boolean isUnreachable(final FlywayException e) {
    return e instanceof FlywaySqlUnableToConnectToDbException || DatabaseErrors.kind(e).mayPass();
  }
}
