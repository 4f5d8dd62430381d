/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import org.zknode.rollup.service.TemporaryException;

/** Another process has the {@link WriterLease}: nothing was written. */
public final class NotTheWriterException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  public NotTheWriterException() {
    super("another process writes into this state DB; nothing was written");
  }
}
