/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.math.BigInteger;
import java.util.Optional;
import org.zknode.eth.Address;

/**
 * Port to what the L1 contracts ask of a sequencer: fees and times. An L1 that cannot be reached is
 * a {@link org.zknode.rollup.service.TemporaryException}.
 */
public interface RollupTerms {
  /** The account that may call sequenceBatches. */
  Address trustedSequencer();

  /** Whether the account may verify batches: it has the rollup manager's role for that. */
  boolean isTrustedAggregator(Address account);

  /** Whether that account is the trusted sequencer, by any endpoint that is well. */
  default boolean isTrustedSequencer(final Address account) {
    return trustedSequencer().equals(account);
  }

  /**
   * Seconds after which anybody may sequence a forced batch that the sequencer left lying: the
   * longest that an endpoint which is well says. A shorter one has forced batches built before they
   * are settled on L1, so one endpoint's word must not be enough for it.
   */
  long forceBatchTimeout();

  /** The ERC-20 in which batch fees are paid; empty when the deployment has no fees. */
  Optional<Address> feeToken();

  /** Fee of one batch that is not forced, in the token's smallest unit. */
  BigInteger batchFee();

  /** How much of the owner's fee token the consensus contract may take. */
  BigInteger feeAllowance(Address feeToken, Address owner);
}
