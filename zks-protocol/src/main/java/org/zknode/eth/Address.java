/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/** A 20-byte account address. */
public record Address(Bytes bytes) {
  public static final int SIZE = 20;
  public static final Address ZERO = new Address(Bytes.wrap(new byte[SIZE]));
  private static final Pattern TEXT = Pattern.compile("(0x)?[0-9a-fA-F]{40}");

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

  /**
   * As people write it: 0x (which may be missing) and 40 hex digits. Letters of both cases are its
   * checksum (EIP-55), which shows a typo.
   *
   * @throws IllegalArgumentException it is none, or its checksum does not fit; the message begins
   *     with the text
   */
  public static Address ofText(final String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not an address (0x and 40 hex digits)".formatted(text));
    }
    final Address address = fromHex(text);
    final String digits = text.substring(text.length() - 2 * SIZE);
    if (!digits.equals(digits.toLowerCase(Locale.ROOT))
        && !digits.equals(digits.toUpperCase(Locale.ROOT))
        && !address.toChecksumString().endsWith(digits)) {
      throw new IllegalArgumentException(
          "%s is not as it was meant: its capital letters (its checksum, EIP-55) do not fit its digits; copy it again"
              .formatted(text));
    }
    return address;
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

  /** Hex with 0x, whose letters' cases are the checksum of EIP-55. */
  public String toChecksumString() {
    final String digits = bytes.toUnprefixedHexString();
    final String hash =
        Keccak256.hash(Bytes.wrap(digits.getBytes(StandardCharsets.US_ASCII)))
            .toUnprefixedHexString();
    final StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      final char digit = digits.charAt(i);
      text.append(hash.charAt(i) < '8' ? digit : Character.toUpperCase(digit));
    }
    return text.toString();
  }

  /** Lower-case hex with 0x. */
  @Override
  public String toString() {
    return bytes.toHexString();
  }
}
