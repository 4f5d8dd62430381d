/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * Positional parameters with the checks and error texts of docs/spec/rpc.md, "Errors and
 * parameters". Quantities are {@code 0x} hex as in Ethereum JSON-RPC, or JSON numbers.
 */
final class RpcParams {
  private final List<Object> values;

  private RpcParams(final List<Object> values) {
    this.values = values;
  }

  /**
   * @param required parameters that must be given
   * @param most parameters that may be given
   */
  static RpcParams of(final List<Object> values, final int required, final int most)
      throws RpcException {
    if (values.size() > most) {
      throw invalid("too many arguments, want at most " + most);
    }
    for (int i = 0; i < required; i++) {
      if (i >= values.size() || values.get(i) == null) {
        throw invalid("missing value for required argument " + i);
      }
    }
    return new RpcParams(values);
  }

  /** No parameter is allowed. */
  static void none(final List<Object> values) throws RpcException {
    of(values, 0, 0);
  }

  /** A non-negative integer below 2^63. */
  long quantity(final int index) throws RpcException {
    return quantity(index, values.get(index));
  }

  /** A tag in lower case, or empty when the value is not a tag. */
  Optional<String> tag(final int index) {
    return tagOf(values.get(index));
  }

  boolean flag(final int index, final boolean fallback) throws RpcException {
    if (index >= values.size() || values.get(index) == null) {
      return fallback;
    }
    if (values.get(index) instanceof Boolean flag) {
      return flag;
    }
    throw invalid("invalid argument %d: expected true or false".formatted(index));
  }

  Bytes32 bytes32(final int index) throws RpcException {
    return bytes32(index, values.get(index));
  }

  Address address(final int index) throws RpcException {
    if (values.get(index) instanceof String text && text.matches("0x[0-9a-fA-F]{40}")) {
      return Address.fromHex(text);
    }
    throw invalid("invalid argument %d: expected an address of 20 bytes in hex".formatted(index));
  }

  /** As it was given. */
  Object value(final int index) {
    return values.get(index);
  }

  static Bytes32 bytes32(final int index, final Object value) throws RpcException {
    try {
      return Bytes32.fromHexStringStrict((String) value);
    } catch (final IllegalArgumentException | ClassCastException e) {
      throw invalid("invalid argument %d: expected 32 bytes in hex".formatted(index));
    }
  }

  Map<?, ?> object(final int index) throws RpcException {
    if (values.get(index) instanceof Map<?, ?> object) {
      return object;
    }
    throw invalid("invalid argument %d: expected an object".formatted(index));
  }

  static Optional<String> tagOf(final Object value) {
    return value instanceof String text && !text.startsWith("0x")
        ? Optional.of(text)
        : Optional.empty();
  }

  static long quantity(final int index, final Object value) throws RpcException {
    final BigInteger number = parse(index, value);
    if (number.signum() < 0 || number.bitLength() > 63) {
      throw invalid("invalid argument %d: number out of range".formatted(index));
    }
    return number.longValueExact();
  }

  /** A non-negative integer below 2^256. */
  static BigInteger uint256(final int index, final Object value) throws RpcException {
    final BigInteger number = parse(index, value);
    if (number.signum() < 0) {
      throw invalid("invalid argument %d: number out of range".formatted(index));
    }
    return number;
  }

  private static BigInteger parse(final int index, final Object value) throws RpcException {
    if (value instanceof Integer || value instanceof Long) {
      return BigInteger.valueOf(((Number) value).longValue());
    }
    if (value instanceof BigInteger huge && huge.bitLength() <= 256) {
      return huge;
    }
    if (value instanceof String text && text.matches("0x[0-9a-fA-F]{1,64}")) {
      return new BigInteger(text.substring(2), 16);
    }
    throw notANumber(index, value);
  }

  private static RpcException notANumber(final int index, final Object value) {
    final String text = String.valueOf(value);
    return invalid(
        "invalid argument %d: expected a 0x hex number, got %s"
            .formatted(index, text.substring(0, Math.min(text.length(), 80))));
  }

  static RpcException invalid(final String message) {
    return new RpcException(RpcException.INVALID_PARAMS, message);
  }
}
