/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.rollup.grpc.ClientAccess;

/**
 * @param host of the aggregator's gRPC server
 * @param port of the aggregator's gRPC server
 * @param name shown by the aggregator
 * @param forkId the fork that it says to support
 * @param delay how long each proof takes
 * @param faults which proofs go wrong
 * @param security how it shows who it is
 * @param outcomes finds what batches lead to
 * @param record gets each batch's input, as it came
 */
record DevProverConfig(
    String host,
    int port,
    String name,
    long forkId,
    Duration delay,
    FaultPlan faults,
    ClientAccess security,
    BatchOutcomes outcomes,
    Optional<Path> record) {
  /** Elderberry. */
  public static final long FORK_ID = 8;
}
