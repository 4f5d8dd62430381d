/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.ArrayList;
import java.util.List;

/** Names of the roles that are on. */
final class Roles {
  private Roles() {}

  static List<String> of(final NodeConfig config) {
    final List<String> roles = new ArrayList<>();
    config.sequencer().ifPresent(role -> roles.add("sequencer"));
    config.synchronizer().ifPresent(role -> roles.add("synchronizer"));
    config.aggregator().ifPresent(role -> roles.add("aggregator"));
    config.verifier().ifPresent(role -> roles.add("verifier"));
    config.bridge().ifPresent(role -> roles.add("bridge"));
    return List.copyOf(roles);
  }
}
