/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.AggregatorOptions;
import org.zknode.plugin.options.RoleOptions;

/** {@code --plugin-aggregator-*}: Hands batches to provers and proofs to L1. */
public final class AggregatorPlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return AggregatorOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.aggregator();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return roles.aggregator().enabled();
  }
}
