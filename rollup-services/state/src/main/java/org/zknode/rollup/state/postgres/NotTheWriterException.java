/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.WriterLease;

/** Another process has the {@link WriterLease}: nothing was written. */
final class NotTheWriterException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  NotTheWriterException() {
    super("another process writes into this state DB; nothing was written");
  }
}
