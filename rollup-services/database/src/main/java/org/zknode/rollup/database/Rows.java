/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/** Reads columns: hashes, addresses and data are {@code bytea}, amounts {@code numeric}. */
public final class Rows {
  private Rows() {}

  public static Bytes bytes(final ResultSet row, final String column) throws SQLException {
    return Bytes.wrap(row.getBytes(column));
  }

  public static Bytes32 bytes32(final ResultSet row, final String column) throws SQLException {
    return Bytes32.wrap(row.getBytes(column));
  }

  public static Address address(final ResultSet row, final String column) throws SQLException {
    return new Address(Bytes.wrap(row.getBytes(column)));
  }

  public static BigInteger integer(final ResultSet row, final String column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }

  public static Optional<Long> optionalLong(final ResultSet row, final String column)
      throws SQLException {
    final long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  public static Optional<String> optionalText(final ResultSet row, final String column)
      throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }
}
