/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.math.BigInteger;
import java.time.Duration;

/**
 * When provers are used and when their work is paid for.
 *
 * @param quarantineAfter failed jobs in a row after which a prover gets none for a while
 * @param quarantine how long that is; doubles each time it fails right after it
 * @param minReward smallest reward on L1, in the smallest unit of the fee token, for which a final
 *     proof is made; 0 accepts all
 */
public record ProverRules(int quarantineAfter, Duration quarantine, BigInteger minReward) {
  /** Five failures, ten minutes, any reward. */
  public static final ProverRules DEFAULT =
      new ProverRules(5, Duration.ofMinutes(10), BigInteger.ZERO);
}
