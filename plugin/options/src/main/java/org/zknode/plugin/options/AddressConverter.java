/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import org.zknode.eth.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 0x} and 40 hex digits. */
public final class AddressConverter implements ITypeConverter<Address> {
  @Override
  public Address convert(final String value) {
    if (!value.matches("(0x)?[0-9a-fA-F]{40}")) {
      throw new TypeConversionException(
          "'%s' is not an address (0x and 40 hex digits)".formatted(value));
    }
    return Address.fromHex(value);
  }
}
