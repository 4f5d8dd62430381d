/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests. */
public class Address extends BytesHolder {
  protected Address(final Bytes value) {
    super(value);
  }

  public static Address wrap(final Bytes value) {
    return new Address(value);
  }
}
