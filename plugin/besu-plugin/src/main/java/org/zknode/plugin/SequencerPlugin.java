/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.SequencerOptions;

/** {@code --plugin-sequencer-*}: Orders transactions and builds blocks and batches. */
public final class SequencerPlugin extends NamespacePlugin {
  @Override
  String namespace() {
    return SequencerOptions.NAMESPACE;
  }

  @Override
  Object options(final RoleOptions roles) {
    return roles.sequencer();
  }

  @Override
  boolean enabled(final RoleOptions roles) {
    return roles.sequencer().enabled();
  }
}
