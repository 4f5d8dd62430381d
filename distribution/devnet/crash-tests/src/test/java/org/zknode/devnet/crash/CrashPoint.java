/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.Comparator;

/**
 * A place in the product where a node can die with something durable half done.
 *
 * @param node {@code main} or {@code external}
 * @param port through which the step goes
 * @param operation of the port
 * @param after false: the step has no effect yet; true: it has, and nobody was told
 */
record CrashPoint(String node, String port, String operation, CallSite site, boolean after)
    implements Comparable<CrashPoint> {
  private static final Comparator<CrashPoint> BY_TEXT = Comparator.comparing(CrashPoint::toString);

  CrashPoint(final String node, final String port, final String operation, final CallSite site) {
    this(node, port, operation, site, false);
  }

  CrashPoint afterwards() {
    return new CrashPoint(node, port, operation, site, true);
  }

  @Override
  public int compareTo(final CrashPoint other) {
    return BY_TEXT.compare(this, other);
  }

  @Override
  public String toString() {
    return "%s %s.%s %s %s".formatted(node, port, operation, site, after ? "after" : "before");
  }
}
