/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Transactions of one database, whoever else has a word in them. Failures that may pass are {@link
 * org.zknode.rollup.service.TemporaryException}.
 */
public interface Transactions {
  /** Runs the work on one snapshot of the database; it must not write. */
  <T> T read(Function<Handle, T> work);

  /** Runs the work in a transaction that commits when it returns and rolls back when it throws. */
  <T> T write(Function<Handle, T> work);
}
