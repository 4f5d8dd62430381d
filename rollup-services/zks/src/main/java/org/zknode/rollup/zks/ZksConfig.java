/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.List;
import org.zknode.zks.session.ConnectionRegistry;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.RecordOverride;

/**
 * @param versions what is offered: versions of {@code zks} and of {@code zks_2fa}
 * @param maxBlocksPerMessage records asked for per message, 1 to 64
 * @param inactivityTimeout a replay that brings nothing for this long is cut and asked for again
 * @param maxConnections zks connections at the most
 * @param refuseOffenders whether an address that broke the protocol too often is refused for a
 *     while
 * @param overrides records that are asked for by key instead of the canonical ones, for debugging
 * @param mainNodes node ids (64 bytes hex) from which an external node takes replay, in turn;
 *     nobody else is ever asked, and without any it follows L1 only
 */
public record ZksConfig(
    List<Capability> versions,
    int maxBlocksPerMessage,
    Duration inactivityTimeout,
    int maxConnections,
    boolean refuseOffenders,
    List<String> mainNodes,
    List<RecordOverride> overrides) {
  /** Connections beyond the places, which the hub has not judged yet. */
  private static final int NEWCOMERS = 8;

  public ZksConfig {
    versions = List.copyOf(versions);
    mainNodes = List.copyOf(mainNodes);
    overrides = List.copyOf(overrides);
  }

  /** Without overrides; offenders are refused. */
  public ZksConfig(
      final List<Capability> versions,
      final int maxBlocksPerMessage,
      final Duration inactivityTimeout,
      final int maxConnections,
      final List<String> mainNodes) {
    this(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        maxConnections,
        true,
        mainNodes,
        List.of());
  }

  /**
   * Connections that a transport carries at the most, where they have to be counted before the hub
   * can be asked. More than there are places: whether a newcomer gets one, which a silent peer may
   * have to leave, is for the hub to say, which also has spare ones.
   */
  public int transportConnections() {
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            (long) maxConnections + NEWCOMERS + ConnectionRegistry.maxSpares(maxConnections));
  }

  /** The same with these main nodes. */
  public ZksConfig withMainNodes(final List<String> nodeIds) {
    return new ZksConfig(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        maxConnections,
        refuseOffenders,
        nodeIds,
        overrides);
  }

  /** The same with those places. */
  public ZksConfig withPlaces(final int connections) {
    return new ZksConfig(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        connections,
        refuseOffenders,
        mainNodes,
        overrides);
  }
}
