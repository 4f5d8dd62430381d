/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import org.zknode.rollup.service.TemporaryException;

/**
 * No endpoint has the L1 block yet with which the rollup begins, or all have an old newest block:
 * they lag, so nothing that they say tells whether the configuration is right. The message is for
 * the operator.
 */
public class L1BehindException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  public L1BehindException(final String message) {
    super(message);
  }
}
