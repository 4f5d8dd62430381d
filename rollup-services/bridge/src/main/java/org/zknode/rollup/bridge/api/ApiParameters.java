/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;

/**
 * Parameters of a question by their names in REST. As with protobuf, one that is left out or empty
 * is 0, or none; unknown ones are not looked at.
 */
public final class ApiParameters {
  /** Rows of an answer when no limit is given, or 0. */
  public static final int DEFAULT_LIMIT = 25;

  /** Most rows of an answer; a higher limit counts as this one. */
  public static final int MAX_LIMIT = 100;

  /** Rows that can be left out: the database counts them one by one. */
  public static final long MAX_OFFSET = 1_000_000;

  private static final BigInteger MAX_UINT32 = BigInteger.valueOf(ExitLeaf.MAX_NETWORK);

  /** Characters of a wrong value that the error repeats. */
  private static final int MAX_SHOWN = 80;

  private final Map<String, String> values;

  public ApiParameters(final Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  private Optional<String> text(final String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  private static ApiException wrong(final String name, final String expected, final String value) {
    return ApiException.invalid(
        "%s: expected %s, got '%s'"
            .formatted(name, expected, value.substring(0, Math.min(value.length(), MAX_SHOWN))));
  }

  Optional<Address> address(final String name) throws ApiException {
    final Optional<String> value = text(name);
    if (value.isPresent() && !value.get().matches("0x[0-9a-fA-F]{40}")) {
      throw wrong(name, "an address of 0x and 40 hex digits", value.get());
    }
    return value.map(Address::fromHex);
  }

  Address requiredAddress(final String name) throws ApiException {
    return address(name).orElseThrow(() -> missing(name));
  }

  Bytes32 requiredHash(final String name) throws ApiException {
    final String value = text(name).orElseThrow(() -> missing(name));
    if (!value.matches("0x[0-9a-fA-F]{64}")) {
      throw wrong(name, "0x and 64 hex digits", value);
    }
    return Bytes32.fromHexString(value);
  }

  private static ApiException missing(final String name) {
    return ApiException.invalid(name + ": it is missing");
  }

  long uint32(final String name) throws ApiException {
    return number(name, MAX_UINT32);
  }

  private long number(final String name, final BigInteger most) throws ApiException {
    final Optional<String> value = text(name);
    if (value.isEmpty()) {
      return 0;
    }
    // No uint64 has more digits; longer ones would cost time.
    if (value.get().matches("[0-9]{1,20}")) {
      final BigInteger number = new BigInteger(value.get());
      if (number.compareTo(most) <= 0) {
        return number.longValueExact();
      }
    }
    throw wrong(name, "a number from 0 to " + most, value.get());
  }

  LeafType leafType(final String name) throws ApiException {
    return LeafType.of((int) number(name, BigInteger.ONE));
  }

  long offset() throws ApiException {
    return number("offset", BigInteger.valueOf(MAX_OFFSET));
  }

  int limit() throws ApiException {
    final long limit = number("limit", MAX_UINT32);
    return limit == 0 ? DEFAULT_LIMIT : (int) Math.min(limit, MAX_LIMIT);
  }
}
