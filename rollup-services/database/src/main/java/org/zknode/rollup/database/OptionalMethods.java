/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.NamedArgumentFinder;
import org.jdbi.v3.core.argument.NullArgument;
import org.jdbi.v3.core.argument.ObjectMethodArguments;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Parameters {@code :name.method} of a record that may be missing; all of them are NULL then, which
 * JDBI's {@code bindMethods} does for null only.
 */
public final class OptionalMethods implements NamedArgumentFinder {
  private final String name;
  private final Optional<NamedArgumentFinder> methods;

  public OptionalMethods(final String name, final Optional<?> record) {
    this.name = name;
    this.methods = record.map(present -> new ObjectMethodArguments(name, present));
  }

  @Override
  public Optional<Argument> find(final String parameter, final StatementContext context) {
    if (methods.isPresent()) {
      return methods.get().find(parameter, context);
    }
    return parameter.startsWith(name + ".")
        ? Optional.of(new NullArgument(Types.NULL))
        : Optional.empty();
  }

  @Override
  public Collection<String> getNames() {
    return methods.map(NamedArgumentFinder::getNames).orElse(List.of(name));
  }
}
