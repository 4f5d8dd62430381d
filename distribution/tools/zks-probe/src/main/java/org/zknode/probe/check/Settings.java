/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.zknode.eth.PrivateKey;

/**
 * What a user can choose.
 *
 * @param from first block that is asked for
 * @param count records that {@code replay} wants; empty = as many as come at once, up to 64
 * @param timeout for whatever must happen
 * @param quiet how long nothing must happen before it counts as "does not answer"
 * @param load how long the node is flooded, kept waiting, or bombarded
 * @param minRatePercent of its rate that a bystander must keep meanwhile
 * @param connections that {@code connect-flood} opens
 * @param verifierKey signs the challenge of {@code auth}; without it a key that nobody knows does
 */
public record Settings(
    long from,
    OptionalInt count,
    Duration timeout,
    Duration quiet,
    Duration load,
    int minRatePercent,
    int connections,
    Optional<PrivateKey> verifierKey) {}
