/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

/**
 * A row of the event table.
 *
 * @param timeMillis wall clock
 * @param level {@code INFO}, {@code WARN}, {@code ERROR} or {@code CRITICAL}
 * @param eventId stable id, for instance {@code BATCH_CLOSED} or {@code NODE_HALTED}
 */
public record Event(
    long timeMillis, String level, String component, String eventId, String description) {}
