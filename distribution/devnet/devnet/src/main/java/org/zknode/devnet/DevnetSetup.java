/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.net.URI;
import java.util.HashMap;
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
 * @param l3MainFlags as mainFlags, of the main node of the second rollup, if there is one
 */
public record DevnetSetup(
    Optional<AttachedL1> attached,
    UnaryOperator<URI> l1Route,
    Map<String, String> mainFlags,
    Map<String, String> externalFlags,
    List<String> proverFlags,
    Map<String, String> l3MainFlags) {

  /** With the usual second rollup, if there is one. */
  public DevnetSetup(
      final Optional<AttachedL1> attached,
      final UnaryOperator<URI> l1Route,
      final Map<String, String> mainFlags,
      final Map<String, String> externalFlags,
      final List<String> proverFlags) {
    this(attached, l1Route, mainFlags, externalFlags, proverFlags, Map.of());
  }

  public DevnetSetup {
    l3MainFlags = Map.copyOf(l3MainFlags);
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

  /** The same devnet with those flags of the second rollup's main node. */
  public DevnetSetup withL3MainFlags(final Map<String, String> flags) {
    return new DevnetSetup(attached, l1Route, mainFlags, externalFlags, proverFlags, flags);
  }

  /**
   * Of the second rollup itself.
   *
   * @param usual flags of its main node, which those of this setup replace
   */
  DevnetSetup ofL3(final Map<String, String> usual) {
    final Map<String, String> flags = new HashMap<>(usual);
    flags.putAll(l3MainFlags);
    return new DevnetSetup(
        Optional.empty(), UnaryOperator.identity(), flags, Map.of(), proverFlags);
  }

  /** The usual nodes on that deployment. */
  public static DevnetSetup on(final AttachedL1 l1) {
    return new DevnetSetup(
        Optional.of(l1), UnaryOperator.identity(), Map.of(), Map.of(), List.of());
  }
}
