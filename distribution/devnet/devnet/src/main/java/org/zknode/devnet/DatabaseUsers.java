/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

/** Who connects to a devnet's PostgreSQL; neither needs a password. */
public final class DatabaseUsers {
  /**
   * Of all nodes. It owns their databases and is nothing else, as in production: a superuser would
   * pass over rights and limits.
   */
  public static final String NODES = "zknode";

  /** PostgreSQL's superuser, for who looks on or interferes. */
  public static final String OPERATOR = "postgres";

  private DatabaseUsers() {}
}
