/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.VerifierOptions;

/** {@code --plugin-verifier-*}: Re-executes batches and signs them. */
public final class VerifierPlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return VerifierOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.verifier();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return roles.verifier().enabled();
  }
}
