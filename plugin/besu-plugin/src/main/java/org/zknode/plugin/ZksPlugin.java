/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.ZksOptions;

/** {@code --plugin-zks-*}: The zks and zks_2fa protocols. */
public final class ZksPlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return ZksOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.zks();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return false;
  }
}
