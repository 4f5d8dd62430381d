/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.RoleOptions;

/** The one implementation; Besu registers plugins one after another, start runs on one thread. */
final class SharedContext implements ZknodeContext {
  private final RoleOptions roles = RoleOptions.defaults();
  private volatile boolean corePresent;

  @Override
  public RoleOptions roles() {
    return roles;
  }

  @Override
  public void coreIsPresent() {
    corePresent = true;
  }

  @Override
  public boolean isCorePresent() {
    return corePresent;
  }
}
