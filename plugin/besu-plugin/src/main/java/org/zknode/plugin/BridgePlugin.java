/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.BridgeOptions;
import org.zknode.plugin.options.RoleOptions;

/** {@code --plugin-bridge-*}: deposits and claims of both chains. */
public final class BridgePlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return BridgeOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.bridge();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return roles.bridge().enabled();
  }
}
