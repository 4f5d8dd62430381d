/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import org.zknode.eth.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 0x} and 40 hex digits, with the checksum of EIP-55 or without. */
public final class AddressConverter implements ITypeConverter<Address> {
  @Override
  public Address convert(final String value) {
    try {
      return Address.ofText(value);
    } catch (final IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
