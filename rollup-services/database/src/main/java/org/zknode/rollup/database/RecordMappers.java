/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMapperFactory;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.RowMapperFactory;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.eth.Address;

/**
 * {@code mapTo} makes any record out of the columns that are named like its components: {@code
 * parentHash} is {@code parent_hash}. A component that is a record itself has a column of its own
 * name, which says by NULL that it is not there, and is made out of those that begin with it:
 * {@code forced}, {@code forced_number}.
 */
final class RecordMappers implements RowMapperFactory {
  private final Map<Type, RowMapper<?>> rows = new ConcurrentHashMap<>();

  @Override
  public Optional<RowMapper<?>> build(final Type type, final ConfigRegistry config) {
    return constructor(type)
        .map(canonical -> rows.computeIfAbsent(type, record -> Row.of(canonical)));
  }

  /** For components. */
  ColumnMapperFactory nested() {
    return (type, config) -> constructor(type).map(RecordMappers::nested);
  }

  private static ColumnMapper<?> nested(final Constructor<?> constructor) {
    return (row, column, context) ->
        row.getObject(column) == null
            ? null
            : ConstructorMapper.of(constructor, row.getMetaData().getColumnLabel(column) + "_")
                .map(row, context);
  }

  /** The canonical one; empty for what is no record, or is one column. */
  private static Optional<Constructor<?>> constructor(final Type type) {
    if (!(type instanceof final Class<?> record) || !record.isRecord() || type == Address.class) {
      return Optional.empty();
    }
    final Class<?>[] components =
        Stream.of(record.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      final Constructor<?> canonical = record.getDeclaredConstructor(components);
      // Also of records that only their DAO knows.
      canonical.setAccessible(true);
      return Optional.of(canonical);
    } catch (final NoSuchMethodException e) {
      throw new IllegalStateException("%s has no canonical constructor".formatted(type), e);
    }
  }

  /**
   * Keeps which column goes where, because to find that out takes longer than to read one row.
   *
   * @param byColumns as many as there are different statements
   */
  private record Row<T>(RowMapper<T> any, Map<List<String>, RowMapper<T>> byColumns)
      implements RowMapper<T> {
    static <T> Row<T> of(final Constructor<T> constructor) {
      return new Row<>(ConstructorMapper.of(constructor), new ConcurrentHashMap<>());
    }

    @Override
    public T map(final ResultSet row, final StatementContext context) throws SQLException {
      return specialize(row, context).map(row, context);
    }

    @Override
    public RowMapper<T> specialize(final ResultSet row, final StatementContext context)
        throws SQLException {
      final ResultSetMetaData columns = row.getMetaData();
      final List<String> labels = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        labels.add(columns.getColumnLabel(i));
      }
      final RowMapper<T> known = byColumns.get(labels);
      if (known != null) {
        return known;
      }
      final RowMapper<T> found = any.specialize(row, context);
      byColumns.put(labels, found);
      return found;
    }
  }
}
