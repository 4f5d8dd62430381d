/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.util.Arrays;
import org.apache.tuweni.bytes.Bytes;

/** A 20-byte account address. */
public record Address(Bytes bytes) {
  public static final int SIZE = 20;
  public static final Address ZERO = new Address(Bytes.wrap(new byte[SIZE]));

  public Address {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("an address has 20 bytes, got " + bytes.size());
    }
    bytes = bytes.copy();
  }

  /** Parses 40 hex digits with or without 0x; case is ignored. */
  public static Address fromHex(final String hex) {
    return new Address(Bytes.fromHexString(hex));
  }

  /** The address of an uncompressed 64-byte public key. */
  public static Address ofPublicKey(final Bytes publicKey) {
    return new Address(Keccak256.hash(publicKey).slice(12));
  }

  /** Over the array: the bytes of a block's and a pool's senders are compared very often. */
  @Override
  public boolean equals(final Object other) {
    return this == other
        || other instanceof Address that
            && Arrays.equals(bytes.toArrayUnsafe(), that.bytes.toArrayUnsafe());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes.toArrayUnsafe());
  }

  /** Lower-case hex with 0x. */
  @Override
  public String toString() {
    return bytes.toHexString();
  }
}
