/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.zknode.rollup.status.NodeStatus;

/**
 * Why a node does not follow L1 at the moment: the reasons of its status with which whoever waits
 * for a deposit or a withdrawal has to wait for longer than usual.
 */
public final class L1Reasons {
  /** Keys of {@link NodeStatus#degraded}, explained in docs/operate/operations.md. */
  public static final Set<String> KEYS =
      Set.of(
          "bridge-l1-index",
          "l1-behind",
          "l1-deployment",
          "l1-standstill",
          "l1-sync",
          "synchronizer");

  private L1Reasons() {}

  /**
   * The keys of those that a node has now; empty while it follows L1. Their texts name endpoints,
   * which is nothing for whoever may ask a bridge.
   */
  public static Supplier<Optional<String>> of(final NodeStatus status) {
    return () -> {
      final String keys =
          status.snapshot().reasons().stream()
              .map(NodeStatus.Reason::key)
              .filter(KEYS::contains)
              .sorted()
              .collect(Collectors.joining(", "));
      return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
    };
  }
}
