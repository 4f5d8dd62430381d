/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

/**
 * A check that was run.
 *
 * @param version the {@code zks} version that was agreed on
 * @param millis how long it took
 */
public record CheckResult(
    String name, String version, String expected, Outcome outcome, long millis) {}
