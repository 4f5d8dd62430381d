/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.config;

import java.nio.file.Path;
import java.time.Duration;
import org.zknode.eth.Address;

/**
 * @param host interface of the gRPC server for provers
 * @param port TCP port of the gRPC server
 * @param keyFile file with the hex key that sends verifyBatchesTrustedAggregator
 * @param beneficiary receives the reward on L1; default the key's address
 * @param verifyInterval shortest time between two final proofs
 * @param proofTimeout lease of one proof job
 * @param pollInterval how often a prover is asked for its proof
 * @param devWitness send the expected new state root to provers in {@code InputProver.db}; only the
 *     dev prover needs it
 */
public record AggregatorConfig(
    String host,
    int port,
    Path keyFile,
    Address beneficiary,
    Duration verifyInterval,
    Duration proofTimeout,
    Duration pollInterval,
    boolean devWitness) {}
