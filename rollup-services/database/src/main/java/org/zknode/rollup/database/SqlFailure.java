/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.util.Arrays;
import java.util.Set;

/**
 * What kinds of answers a database gives besides results, by SQLSTATE (PostgreSQL manual, appendix
 * A). All but {@link #LASTING} may pass without a restart of the node: a right is granted, a
 * primary takes over, room is made.
 */
enum SqlFailure {
  /** Read-only: the old primary after a switch-over, or {@code default_transaction_read_only}. */
  READ_ONLY("it takes no writes now, because it is a standby or set to read-only", "25006"),
  MISSING_RIGHT("it refuses for want of a right", "42501"),
  NOT_LOGGED_IN("it does not let this node in", "28000", "28P01", "3D000"),
  TOO_MANY_CONNECTIONS(
      "it has no connection left: raise its max_connections (or the limit of the user or the database),"
          + " or run fewer nodes on it",
      "53300"),
  DISK_FULL("it has no room left on its disk", "53100"),
  DISK_ERROR("its disk gives errors", "58030", "58"),
  OUT_OF_MEMORY("it is out of memory", "53000", "53200", "53400"),
  SHUTTING_DOWN("it is shutting down or starting", "57P01", "57P02", "57P03"),
  CONNECTION("it cannot be reached", "08"),
  LOCKED("it did not give a lock in time", "55P03", "55"),
  CANCELLED("it gave up a statement", "57014", "57", "25P03", "25P04"),
  GIVEN_UP("it gave up a transaction for the sake of another one", "40"),
  /**
   * A statement that was prepared on one server connection and executed on another: a connection
   * pooler in between that changes them inside of a session.
   */
  POOLER(
      "it is behind a connection pooler that changes the server connection within a session; the node"
          + " needs session mode",
      "42P05",
      "26000"),
  /** Another process changed the schema while this one runs; prepared statements are made anew. */
  SCHEMA_CHANGED("it had its schema changed while this node runs", "0A000"),
  /**
   * No SQL data, other features, bad data, broken constraint, syntax or unknown name, raised by a
   * function: the statement or the data is wrong, and trying again alone mends nothing.
   */
  LASTING("it refused a statement", "02", "0A", "22", "23", "42", "P0"),
  OTHER("it failed");

  private final String sentence;
  private final Set<String> states;

  SqlFailure(final String sentence, final String... states) {
    this.sentence = sentence;
    this.states = Set.of(states);
  }

  /** What the database does, to follow its name. */
  String sentence() {
    return sentence;
  }

  boolean mayPass() {
    return this != LASTING;
  }

  /** The open connections lead to a server that is not the one to write to any more. */
  boolean leadsAstray() {
    return this == READ_ONLY || this == POOLER || this == SCHEMA_CHANGED;
  }

  /**
   * @param state five characters, or null when the driver knows none
   */
  static SqlFailure of(final String state) {
    if (state == null || state.length() < 2) {
      return OTHER;
    }
    return find(state, find(state.substring(0, 2), OTHER));
  }

  private static SqlFailure find(final String key, final SqlFailure otherwise) {
    return Arrays.stream(values())
        .filter(failure -> failure.states.contains(key))
        .findFirst()
        .orElse(otherwise);
  }
}
