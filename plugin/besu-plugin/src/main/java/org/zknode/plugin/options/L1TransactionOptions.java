/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigInteger;
import java.time.Duration;
import org.zknode.rollup.l1.L1TransactionSettings;
import picocli.CommandLine.Option;

/** What sequencer and aggregator pay for their transactions on L1, and how long they wait. */
public final class L1TransactionOptions {
  private static final String MAX_FEE = "--plugin-zknode-l1-max-fee-per-gas-wei";
  private static final String REPLACE_AFTER = "--plugin-zknode-l1-replace-after";
  private static final String CONFIRMATIONS = "--plugin-zknode-l1-transaction-confirmations";

  @Option(
      names = MAX_FEE,
      paramLabel = "<wei>",
      description =
          "The highest maxFeePerGas of an L1 transaction; above it the node is DEGRADED and waits (default: ${DEFAULT-VALUE})")
  BigInteger maxFeePerGas = L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS;

  @Option(
      names = REPLACE_AFTER,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long an L1 transaction may stay unmined before it is replaced by one with higher fees (default: ${DEFAULT-VALUE})")
  Duration replaceAfter = L1TransactionSettings.DEFAULT_REPLACE_AFTER;

  @Option(
      names = CONFIRMATIONS,
      paramLabel = "<blocks>",
      description =
          "L1 blocks on top of the one with an L1 transaction before it counts as done, 0 = at once; later reorgs are noticed all the same (default: ${DEFAULT-VALUE})")
  int confirmations = 0;

  L1TransactionSettings toConfig() {
    if (maxFeePerGas.signum() <= 0) {
      throw new OptionException(MAX_FEE, maxFeePerGas + " is not above 0");
    }
    return new L1TransactionSettings(
        (int) OptionChecks.atLeast(confirmations, 0, CONFIRMATIONS),
        OptionChecks.positive(replaceAfter, REPLACE_AFTER),
        maxFeePerGas);
  }
}
