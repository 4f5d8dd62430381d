/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import org.zknode.rollup.service.TemporaryException;

/**
 * The database did not say in time whether what it was given took effect. It may have, or may yet:
 * who tries again must reckon with both.
 */
public final class CommitInDoubtException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  CommitInDoubtException(final String message, final Throwable cause) {
    super(message, cause);
  }
}
