/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

/** A {@link RecordingStatus} for tests of other packages. */
public final class SyncStatus {
  private final RecordingStatus status = new RecordingStatus();

  public NodeStatus status() {
    return status;
  }

  /** Of that reason; empty when it is not there. */
  public String text(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(NodeStatus.Reason::text)
        .findFirst()
        .orElse("");
  }
}
