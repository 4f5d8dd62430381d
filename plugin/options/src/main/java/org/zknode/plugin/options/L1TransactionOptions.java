/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigInteger;
import java.time.Duration;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.l1.L1TransactionSettings.FirstFees;
import picocli.CommandLine.Option;

/** What sequencer and aggregator pay for their transactions on L1, and how long they wait. */
public final class L1TransactionOptions {
  private static final String MAX_FEE = "--plugin-zknode-l1-max-fee-per-gas-wei";
  private static final String REPLACE_AFTER = "--plugin-zknode-l1-replace-after";
  private static final String BASE_FEE_FACTOR = "--plugin-zknode-l1-base-fee-factor";
  private static final String MIN_PRIORITY_FEE = "--plugin-zknode-l1-min-priority-fee-wei";
  private static final String MAX_PRIORITY_FEE = "--plugin-zknode-l1-max-priority-fee-wei";
  private static final String CONFIRMATIONS = "--plugin-zknode-l1-transaction-confirmations";

  @Option(
      names = MAX_FEE,
      paramLabel = "<wei>",
      description =
          "The highest maxFeePerGas of an L1 transaction; above it the node is DEGRADED and waits"
              + " (default: ${DEFAULT-VALUE})")
  BigInteger maxFeePerGas = L1TransactionSettings.DEFAULT_MAX_FEE_PER_GAS;

  @Option(
      names = REPLACE_AFTER,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long an L1 transaction may stay unmined before it is replaced by one with higher"
              + " fees (default: ${DEFAULT-VALUE})")
  Duration replaceAfter = L1TransactionSettings.DEFAULT_REPLACE_AFTER;

  @Option(
      names = CONFIRMATIONS,
      paramLabel = "<blocks>",
      description =
          "L1 blocks on top of the one with an L1 transaction before it counts as done, 0 = at"
              + " once; later reorgs are noticed all the same (default: ${DEFAULT-VALUE})")
  int confirmations = 0;

  @Option(
      names = BASE_FEE_FACTOR,
      paramLabel = "<factor>",
      description =
          "An L1 transaction first offers this times L1's base fee, plus the priority fee (default:"
              + " ${DEFAULT-VALUE})")
  int baseFeeFactor = FirstFees.DEFAULT.baseFeeFactor();

  @Option(
      names = MIN_PRIORITY_FEE,
      paramLabel = "<wei>",
      description =
          "The lowest priority fee that is offered at first, in place of a lower one that the L1"
              + " endpoint suggests (default: ${DEFAULT-VALUE})")
  BigInteger minPriorityFee = FirstFees.DEFAULT.minPriorityFee();

  @Option(
      names = MAX_PRIORITY_FEE,
      paramLabel = "<wei>",
      description =
          "The highest priority fee that is offered at first, in place of a higher one that the L1"
              + " endpoint suggests; replacements raise it as pools demand (default:"
              + " ${DEFAULT-VALUE})")
  BigInteger maxPriorityFee = FirstFees.DEFAULT.maxPriorityFee();

  L1TransactionSettings toConfig() {
    if (maxFeePerGas.signum() <= 0) {
      throw new OptionException(MAX_FEE, maxFeePerGas + " is not above 0");
    }
    return new L1TransactionSettings(
        (int) OptionChecks.atLeast(confirmations, 0, CONFIRMATIONS),
        OptionChecks.positive(replaceAfter, REPLACE_AFTER),
        maxFeePerGas,
        firstFees());
  }

  private FirstFees firstFees() {
    if (minPriorityFee.signum() < 0) {
      throw new OptionException(MIN_PRIORITY_FEE, minPriorityFee + " is below 0");
    }
    if (maxPriorityFee.compareTo(minPriorityFee) < 0) {
      throw new OptionException(
          MAX_PRIORITY_FEE,
          "%s is below %s %s".formatted(maxPriorityFee, MIN_PRIORITY_FEE, minPriorityFee));
    }
    return new FirstFees(
        (int) OptionChecks.atLeast(baseFeeFactor, 1, BASE_FEE_FACTOR),
        minPriorityFee,
        maxPriorityFee);
  }
}
