/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.database;

import java.util.Optional;

/**
 * @param stateUrl JDBC URL of the state DB
 * @param poolUrl JDBC URL of the pool DB; may be the same; absent on a node that relays
 * @param user database user
 * @param password never printed
 */
public record DatabaseConfig(
    String stateUrl, Optional<String> poolUrl, String user, Optional<String> password) {
  @Override
  public String toString() {
    return "DatabaseConfig[stateUrl=%s, poolUrl=%s, user=%s]".formatted(stateUrl, poolUrl, user);
  }
}
