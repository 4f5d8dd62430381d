/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;

/** Values of options, with an error that names the option. */
final class Parsing {
  /**
   * Longest message: its claim fits what a rollup's pool takes as the data of one transaction, with
   * room for proofs (docs/spec/bridge.md, "Deposits").
   */
  static final int MAX_MESSAGE_BYTES = 90_000;

  /** Characters of a wrong value in an error. */
  private static final int SHOWN = 100;

  private Parsing() {}

  /** A checksum is checked where there is one: where digits are of both cases (EIP-55). */
  static Address address(final String option, final String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw new BridgeClientException(
          "%s is an address of 0x and 40 hex digits, not '%s'".formatted(option, text));
    }
    try {
      return Address.ofText(text);
    } catch (final IllegalArgumentException e) {
      throw new BridgeClientException("%s %s".formatted(option, e.getMessage()), e);
    }
  }

  /** As {@link #address}, of somebody who gets something: what the zero address gets is lost. */
  static Address receiver(final String option, final String text) {
    final Address address = address(option, text);
    if (address.equals(Address.ZERO)) {
      throw new BridgeClientException(
          "%s is the zero address, which nobody has the key of: what is sent there is lost"
              .formatted(option));
    }
    return address;
  }

  /** As {@link #address}, of a token; zero, as bridges name ether, is none. */
  static Address token(final String option, final String text) {
    final Address address = address(option, text);
    if (address.equals(Address.ZERO)) {
      throw new BridgeClientException(
          "%s is the zero address, where no token is: ether is sent without %s"
              .formatted(option, option));
    }
    return address;
  }

  static Bytes message(final String option, final String text) {
    if (!text.matches("0x([0-9a-fA-F]{2})*")) {
      throw new BridgeClientException(
          "%s is bytes as 0x and pairs of hex digits, not '%s'".formatted(option, shortened(text)));
    }
    final Bytes message = Bytes.fromHexString(text);
    if (message.size() > MAX_MESSAGE_BYTES) {
      throw new BridgeClientException(
          "%s has %d bytes, and %d at the most: a claim carries the whole message, and rollups take no transaction with more than 100000 bytes of data; it, and the ether with it, could not be claimed"
              .formatted(option, message.size(), MAX_MESSAGE_BYTES));
    }
    return message;
  }

  private static String shortened(final String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  static PrivateKey key(final Optional<Path> file) {
    try {
      return PrivateKey.fromFile(
          file.orElseThrow(() -> new BridgeClientException("--key-file is missing")));
    } catch (final IllegalArgumentException e) {
      throw new BridgeClientException(e.getMessage(), e);
    }
  }
}
