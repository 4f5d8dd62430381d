/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes32;

/** Stands for Besu's in unit tests. */
public class Hash extends BytesHolder {
  public static final Hash ZERO = wrap(Bytes32.ZERO);
  public static final Hash EMPTY_REQUESTS_HASH = wrap(Bytes32.repeat((byte) 0xe3));

  protected Hash(final Bytes32 value) {
    super(value);
  }

  public static Hash wrap(final Bytes32 value) {
    return new Hash(value);
  }
}
