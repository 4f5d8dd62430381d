/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * In what a devnet differs from the usual one.
 *
 * @param attached contracts to run on; the devnet has an L1 and contracts of its own when absent
 * @param l1Route from the L1's URL to the one that the nodes get: a proxy in between, for instance
 * @param mainFlags of the main node, with their dashes and their values: each takes the place of
 *     the flag of that name, or is added
 * @param externalFlags likewise, of the external nodes
 * @param proverFlags of the provers that the devnet starts with, besides those with which they
 *     connect
 */
public record DevnetSetup(
    Optional<AttachedL1> attached,
    UnaryOperator<URI> l1Route,
    Map<String, String> mainFlags,
    Map<String, String> externalFlags,
    List<String> proverFlags) {

  public DevnetSetup {
    mainFlags = Map.copyOf(mainFlags);
    externalFlags = Map.copyOf(externalFlags);
    proverFlags = List.copyOf(proverFlags);
  }

  /** The usual devnet. */
  public static DevnetSetup usual() {
    return new DevnetSetup(
        Optional.empty(), UnaryOperator.identity(), Map.of(), Map.of(), List.of());
  }

  /** The usual devnet with other flags of the main node. */
  public static DevnetSetup withMainFlags(final Map<String, String> mainFlags) {
    return new DevnetSetup(
        Optional.empty(), UnaryOperator.identity(), mainFlags, Map.of(), List.of());
  }

  /** The usual nodes on that deployment. */
  public static DevnetSetup on(final AttachedL1 l1) {
    return new DevnetSetup(
        Optional.of(l1), UnaryOperator.identity(), Map.of(), Map.of(), List.of());
  }
}
