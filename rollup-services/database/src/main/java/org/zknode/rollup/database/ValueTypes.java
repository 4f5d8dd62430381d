/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.spi.JdbiPlugin;
import org.zknode.eth.Address;

/**
 * How values stand in columns: data, hashes and addresses are {@code bytea}, lists of hashes {@code
 * bytea} of 32 bytes each, amounts {@code numeric}, instants {@code bigint} (milliseconds since the
 * epoch), enums their names; what is empty is NULL. Arrays of data, hashes, addresses and amounts
 * are arrays of those. For records see {@link RecordMappers}.
 */
final class ValueTypes implements JdbiPlugin {
  private interface Column<C> {
    C read(ResultSet row, int column) throws SQLException;
  }

  @Override
  public void customizeJdbi(final Jdbi jdbi) {
    final RecordMappers records = new RecordMappers();
    jdbi.registerRowMapper(records).registerColumnMapper(records.nested());
    add(jdbi, Bytes.class, ValueTypes::bytes, Bytes::toArrayUnsafe, Types.BINARY);
    add(jdbi, Bytes32.class, column(Bytes32::wrap), Bytes32::toArrayUnsafe, Types.BINARY);
    add(
        jdbi,
        Address.class,
        column(data -> new Address(Bytes.wrap(data))),
        address -> address.bytes().toArrayUnsafe(),
        Types.BINARY);
    add(jdbi, BigInteger.class, ValueTypes::integer, BigDecimal::new, Types.NUMERIC);
    add(jdbi, Instant.class, ValueTypes::instant, Instant::toEpochMilli, Types.BIGINT);
    addHashes(jdbi);
    jdbi.registerArrayType(Bytes.class, "bytea", ValueTypes::text);
    jdbi.registerArrayType(Bytes32.class, "bytea", ValueTypes::text);
    jdbi.registerArrayType(Address.class, "bytea", address -> text(address.bytes()));
    jdbi.registerArrayType(BigInteger.class, "numeric", BigDecimal::new);
  }

  /** JDBI makes arrays of objects, of which the driver takes no bytes. */
  private static String text(final Bytes data) {
    return "\\x" + data.toUnprefixedHexString();
  }

  private static <T> Column<T> column(final Function<byte[], T> value) {
    return (row, column) -> {
      final byte[] data = row.getBytes(column);
      return data == null ? null : value.apply(data);
    };
  }

  private static Bytes bytes(final ResultSet row, final int column) throws SQLException {
    return column(Bytes::wrap).read(row, column);
  }

  private static BigInteger integer(final ResultSet row, final int column) throws SQLException {
    final BigDecimal value = row.getBigDecimal(column);
    return value == null ? null : value.toBigIntegerExact();
  }

  private static Instant instant(final ResultSet row, final int column) throws SQLException {
    final long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static <T> void add(
      final Jdbi jdbi,
      final Class<T> type,
      final Column<T> column,
      final Function<T, Object> stored,
      final int sqlType) {
    jdbi.registerColumnMapper(type, (row, number, context) -> column.read(row, number));
    addArgument(
        jdbi,
        declared -> declared instanceof final Class<?> given && type.isAssignableFrom(given),
        value -> stored.apply(type.cast(value)),
        sqlType);
  }

  private static void addHashes(final Jdbi jdbi) {
    final GenericType<List<Bytes32>> type = new GenericType<>() {};
    jdbi.registerColumnMapper(type, (row, number, context) -> hashes(bytes(row, number)));
    addArgument(
        jdbi,
        type.getType()::equals,
        hashes ->
            Bytes.concatenate(
                    ((List<?>) hashes).stream().map(Bytes.class::cast).toArray(Bytes[]::new))
                .toArrayUnsafe(),
        Types.BINARY);
  }

  private static List<Bytes32> hashes(final Bytes all) {
    return IntStream.range(0, all.size() / Bytes32.SIZE)
        .mapToObj(i -> Bytes32.wrap(all, i * Bytes32.SIZE))
        .toList();
  }

  /** Preparable, because the ones that JDBI brings are and would be asked before. */
  private static void addArgument(
      final Jdbi jdbi,
      final Predicate<Type> type,
      final Function<Object, Object> stored,
      final int sqlType) {
    jdbi.registerArgument(
        (ArgumentFactory.Preparable)
            (declared, config) ->
                type.test(declared)
                    ? Optional.of(value -> argument(value, stored, sqlType))
                    : Optional.empty());
  }

  private static Argument argument(
      final Object value, final Function<Object, Object> stored, final int sqlType) {
    if (value == null) {
      return new NullArgument(sqlType);
    }
    final Object column = stored.apply(value);
    return (position, statement, context) -> statement.setObject(position, column, sqlType);
  }
}
