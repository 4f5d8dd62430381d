/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Why a batch was closed; texts as stored (docs/spec/sequencing.md, "Closing reasons"). */
public enum ClosingReason {
  MAX_TRANSACTIONS("Max transactions"),
  /** A block more does not fit, or a transaction used more of a resource than is left. */
  RESOURCE_EXHAUSTED("Resource exhausted"),
  /** What is left of a resource or of the bytes is no more than the margin. */
  RESOURCE_MARGIN_EXHAUSTED("Resource margin exhausted"),
  /** The transaction that is next in order has more bytes than the batch has room for. */
  NO_TRANSACTION_FITS("No transaction fits"),
  MAX_DELTA_TIMESTAMP("Max delta timestamp"),
  /** A forced batch reached its deadline, and the open batch had to make room. */
  FORCED_BATCH_DEADLINE("Forced batch deadline"),
  /** The forced batch itself: it has one block. */
  FORCED_BATCH("Forced batch"),
  SYNC_L1("Sync L1: sequenced"),
  SYNC_L1_FORCED("Sync L1: forced"),
  SYNC_L1_INITIAL("Sync L1: initial");

  private final String text;

  ClosingReason(final String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Those for which the sequencer closes a batch; the others come with a batch from L1. */
  public static List<ClosingReason> ofSequencer() {
    return Arrays.stream(values()).filter(reason -> reason.compareTo(SYNC_L1) < 0).toList();
  }

  /** The counter of batches that the sequencer closed for this reason, without a prefix. */
  public String metricName() {
    return "sequencer_batches_closed_%s_total".formatted(name().toLowerCase(Locale.ROOT));
  }

  /** What that counter counts. */
  public String metricHelp() {
    return "Batches closed: " + text.toLowerCase(Locale.ROOT);
  }
}
