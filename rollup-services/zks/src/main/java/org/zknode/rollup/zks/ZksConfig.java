/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.time.Duration;
import java.util.List;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.RecordOverride;

/**
 * @param versions what is offered: versions of {@code zks} and of {@code zks_2fa}
 * @param maxBlocksPerMessage records asked for per message, 1 to 64
 * @param inactivityTimeout a replay that brings nothing for this long is cut and asked for again
 * @param maxConnections zks connections at the most
 * @param newcomers that a transport lets in beyond the places, until the hub has judged them
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
    int newcomers,
    boolean refuseOffenders,
    List<String> mainNodes,
    List<RecordOverride> overrides) {
  /** {@link #newcomers} unless the transport has fewer. */
  private static final int NEWCOMERS = 8;

  public ZksConfig {
    versions = List.copyOf(versions);
    mainNodes = List.copyOf(mainNodes);
    overrides = List.copyOf(overrides);
  }

  /** With the usual number of newcomers. */
  public ZksConfig(
      final List<Capability> versions,
      final int maxBlocksPerMessage,
      final Duration inactivityTimeout,
      final int maxConnections,
      final boolean refuseOffenders,
      final List<String> mainNodes,
      final List<RecordOverride> overrides) {
    this(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        maxConnections,
        NEWCOMERS,
        refuseOffenders,
        mainNodes,
        overrides);
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
   * Connections that a transport carries at the most. More than there are places: whether a
   * newcomer gets one, which a silent peer may have to leave, is for the hub to say.
   */
  public int transportConnections() {
    return (int) Math.min(Integer.MAX_VALUE, (long) maxConnections + newcomers);
  }

  /** The same with these main nodes. */
  public ZksConfig withMainNodes(final List<String> nodeIds) {
    return new ZksConfig(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        maxConnections,
        newcomers,
        refuseOffenders,
        nodeIds,
        overrides);
  }

  /** The same with those places, and as many newcomers to be judged. */
  public ZksConfig withPlaces(final int connections, final int judged) {
    return new ZksConfig(
        versions,
        maxBlocksPerMessage,
        inactivityTimeout,
        connections,
        Math.min(NEWCOMERS, judged),
        refuseOffenders,
        mainNodes,
        overrides);
  }
}
