/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.Set;

/**
 * The way of a batch on the main node. What stage a batch has reached is in the rows of the state
 * DB; a restart reads it there. A batch goes forward only; one that is given up is deleted, and its
 * number begins anew with {@link #OPEN}.
 */
public enum BatchStage {
  /** Takes blocks; made by the sequencer with the batch's first block. */
  OPEN,

  /** Its data is complete; made by the sequencer. */
  CLOSED,

  /** Executed again from its own data to the same root; made by the batch checker. */
  CHECKED,

  /** Has as many signatures as are asked for; made by the batch verification. */
  SIGNED,

  /** In an L1 transaction whose intent is stored; made by the sequence sender. */
  SENT,

  /** In a sequence on L1; made by L1, stored by the synchronizer. */
  VIRTUAL,

  /** Its proof is accepted on L1; made by L1, stored by the synchronizer. */
  VERIFIED;

  /**
   * The stages that may come next. What L1 says is followed from every stage: a sequence may be
   * somebody else's, and a batch that is derived from L1 alone begins with it.
   */
  public Set<BatchStage> next() {
    return switch (this) {
      case OPEN -> Set.of(CLOSED, VIRTUAL);
      case CLOSED -> Set.of(CHECKED, VIRTUAL);
      // Without verifiers nothing is signed.
      case CHECKED -> Set.of(SIGNED, SENT, VIRTUAL);
      case SIGNED -> Set.of(SENT, VIRTUAL);
      case SENT -> Set.of(VIRTUAL);
      case VIRTUAL -> Set.of(VERIFIED);
      case VERIFIED -> Set.of();
    };
  }

  /**
   * @param batch number, for the message
   * @throws IllegalStateException a batch of this stage does not come to that one
   */
  public void requireNext(final long batch, final BatchStage to) {
    if (!next().contains(to)) {
      throw new IllegalStateException(
          "batch %d is %s and cannot become %s".formatted(batch, this, to));
    }
  }
}
