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
  private Parsing() {}

  static Address address(final String option, final String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw new BridgeClientException(
          "%s is an address of 0x and 40 hex digits, not '%s'".formatted(option, text));
    }
    return Address.fromHex(text);
  }

  static Bytes bytes(final String option, final String text) {
    if (!text.matches("0x([0-9a-fA-F]{2})*")) {
      throw new BridgeClientException(
          "%s is bytes as 0x and pairs of hex digits, not '%s'".formatted(option, text));
    }
    return Bytes.fromHexString(text);
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
