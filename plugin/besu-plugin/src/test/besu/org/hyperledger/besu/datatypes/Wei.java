/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import java.math.BigInteger;

/** Stands for Besu's in unit tests. */
public final class Wei {
  private final BigInteger value;

  private Wei(final BigInteger value) {
    this.value = value;
  }

  public static Wei of(final BigInteger value) {
    return new Wei(value);
  }

  public BigInteger getAsBigInteger() {
    return value;
  }
}
