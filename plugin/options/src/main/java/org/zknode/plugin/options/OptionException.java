/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

/** A flag is missing or has a value that cannot be used; the message names both. */
public class OptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public OptionException(final String flag, final String problem) {
    super(flag + ": " + problem);
  }

  /** A flag that must be given was not. */
  static OptionException missing(final String flag, final String because) {
    return new OptionException(flag, "is required " + because + " and was not given");
  }
}
