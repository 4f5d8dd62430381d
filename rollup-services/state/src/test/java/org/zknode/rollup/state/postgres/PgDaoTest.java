/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.state.StateStoreContract;
import org.zknode.rollup.testkit.TestStore;

/** Every DAO on a real PostgreSQL. */
class PgDaoTest extends StateStoreContract {
  @Override
  protected StateStore emptyStore() {
    return TestStore.borrow();
  }
}
