/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import org.zknode.rollup.sequencer.SequencerConfig.Settlement;
import picocli.CommandLine.Option;

/** How far the sequencer runs ahead of L1. */
public final class SettlementOptions {
  private static final String IN_FLIGHT = "--plugin-sequencer-max-sequences-in-flight";
  private static final String BATCHES = "--plugin-sequencer-max-unsafe-lag-batches";
  private static final String BYTES = "--plugin-sequencer-max-unsafe-lag-bytes";

  /** What geth keeps of one account at least (its option txpool.accountslots). */
  private static final int MOST_IN_FLIGHT = 16;

  @Option(
      names = IN_FLIGHT,
      paramLabel = "<count>",
      description =
          "Sequences that wait in L1's pool at a time, each at the nonce after the other, 1 to 16"
              + " (default: ${DEFAULT-VALUE})")
  int maxSequencesInFlight = Settlement.DEFAULT.maxSequencesInFlight();

  @Option(
      names = BATCHES,
      paramLabel = "<count>",
      description =
          "No block is built while so many batches are in no sequence on L1; from four fifths on"
              + " the node is DEGRADED, 0 = no limit (default: ${DEFAULT-VALUE})")
  long maxUnsafeBatches = Settlement.DEFAULT.maxUnsafeBatches();

  @Option(
      names = BYTES,
      paramLabel = "<bytes>",
      description =
          "No block is built while the batches that are in no sequence on L1 have so many bytes;"
              + " from four fifths on the node is DEGRADED, 0 = no limit (default:"
              + " ${DEFAULT-VALUE})")
  long maxUnsafeBytes = Settlement.DEFAULT.maxUnsafeBytes();

  Settlement toConfig() {
    return new Settlement(
        OptionChecks.between(maxSequencesInFlight, 1, MOST_IN_FLIGHT, IN_FLIGHT),
        OptionChecks.atLeast(maxUnsafeBatches, 0, BATCHES),
        OptionChecks.atLeast(maxUnsafeBytes, 0, BYTES));
  }
}
