/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import org.postgresql.ds.PGSimpleDataSource;
import org.zknode.rollup.testkit.TestDatabases.TestDatabase;

/** Applies migrations one version at a time. */
public final class MigrationSteps {
  private MigrationSteps() {}

  public static void migrateTo(
      final Migrations migrations, final TestDatabase database, final String version) {
    final PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    migrations.configure(source).target(version).load().migrate();
  }
}
