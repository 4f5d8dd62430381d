/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests: holds what it is made of. */
public class BytesHolder {
  private final Bytes bytes;

  protected BytesHolder(final Bytes bytes) {
    this.bytes = bytes;
  }

  public final Bytes getBytes() {
    return bytes;
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof BytesHolder holder
        && holder.getClass() == getClass()
        && holder.bytes.equals(bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return bytes.toHexString();
  }
}
