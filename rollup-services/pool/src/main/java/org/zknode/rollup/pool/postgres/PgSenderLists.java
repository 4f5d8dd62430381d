/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.zknode.eth.Address;
import org.zknode.rollup.database.Database;
import org.zknode.rollup.pool.SenderLists;
import org.zknode.rollup.pool.SenderLists.Lists;
import org.zknode.rollup.service.TemporaryException;

/** Tables pool.blocked and pool.allowed. */
record PgSenderLists(Database database) implements SenderLists.Source {
  /** Addresses in both lists together: about 10 MB of memory. */
  static final int MAX_ADDRESSES = 100_000;

  private record Listed(Address address, boolean blocked, boolean mayDeploy) {}

  @Override
  public Lists read() {
    final Set<Address> blocked = new HashSet<>();
    final Map<Address, Boolean> allowed = new HashMap<>();
    database
        .look(
            handle ->
                handle
                    .select(
                        """
                        SELECT address, true AS blocked, false AS may_deploy FROM pool.blocked
                        UNION ALL SELECT address, false, may_deploy FROM pool.allowed
                        LIMIT ?""",
                        MAX_ADDRESSES + 1)
                    .mapTo(Listed.class)
                    .list())
        .forEach(
            listed -> {
              if (listed.blocked()) {
                blocked.add(listed.address());
              } else {
                allowed.put(listed.address(), listed.mayDeploy());
              }
            });
    if (blocked.size() + allowed.size() > MAX_ADDRESSES) {
      throw new TemporaryException(
          "pool DB: pool.blocked and pool.allowed have more than %d addresses together"
              .formatted(MAX_ADDRESSES));
    }
    return new Lists(blocked, allowed);
  }
}
