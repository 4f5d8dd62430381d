/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Optional;

/**
 * A recursive proof, or the lease on making it.
 *
 * @param fromBatch first batch that it covers
 * @param toBatch last batch that it covers
 * @param proof empty while it is being generated
 * @param leaseToken fencing token of the job that makes it; only its holder may complete it
 * @param leaseUntilMillis wall clock at which the lease lapses; absent when complete
 * @param prover name of the prover
 */
public record Proof(
    long fromBatch,
    long toBatch,
    Optional<String> proof,
    long leaseToken,
    Optional<Long> leaseUntilMillis,
    String prover) {}
