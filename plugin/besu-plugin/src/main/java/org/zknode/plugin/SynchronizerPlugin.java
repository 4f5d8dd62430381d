/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.SynchronizerOptions;

/** {@code --plugin-synchronizer-*}: Follows L1 and the trusted state. */
public final class SynchronizerPlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return SynchronizerOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.synchronizer();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return roles.synchronizer().enabled();
  }
}
