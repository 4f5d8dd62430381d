/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the bridge's account on L2 may do.
 *
 * @param keyFile with its key
 * @param maxFeePerGas wei that no transaction exceeds
 * @param exitRootInterval shortest time between two global exit roots
 * @param exitRoots limit of a day for them
 * @param claims limits for claims; empty where none are made for others
 */
public record L2SpendingConfig(
    Path keyFile,
    BigInteger maxFeePerGas,
    Duration exitRootInterval,
    DailyLimit exitRoots,
    Optional<SponsorLimits> claims) {
  /** Far above what L2 costs in a rush. */
  public static final BigInteger DEFAULT_MAX_FEE_PER_GAS = BigInteger.TEN.pow(12);

  /** L1 has a block every 12 seconds. */
  public static final Duration DEFAULT_EXIT_ROOT_INTERVAL = Duration.ofSeconds(10);

  /** One for each L1 block of a day. */
  public static final long DEFAULT_EXIT_ROOT_GAS = 600_000_000;

  /** The first claim of a token, which makes its wrapped token, needs 860,000. */
  public static final long DEFAULT_CLAIM_GAS = 1_500_000;

  /** Some ten thousand claims. */
  public static final long DEFAULT_CLAIMS_GAS = 1_000_000_000;

  /** Of each of the two, in wei. */
  public static final BigInteger DEFAULT_WEI_PER_DAY = BigInteger.TEN.pow(18);
}
