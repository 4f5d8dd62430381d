/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.StateUnavailableException;

/**
 * Which transactions of a block named an address. Blocks of plain transfers tell it by themselves,
 * others are executed again. Where the state for that is gone, senders, recipients, new contracts
 * and whose logs there are tell most of it.
 */
final class OtsTouches {
  /** Gas of a transfer to an account without code. */
  private static final long TRANSFER = 21_000;

  private final ChainReader reader;
  private final Address address;
  private long gasLeft;

  /**
   * @param gas of blocks that are executed again, until {@link #exhausted}
   */
  OtsTouches(final ChainReader reader, final Address address, final long gas) {
    this.reader = reader;
    this.address = address;
    this.gasLeft = gas;
  }

  boolean exhausted() {
    return gasLeft <= 0;
  }

  /** Positions in the block, ascending. */
  List<Integer> in(final ExecutedBlock executed) {
    final Optional<List<CallSummary>> calls =
        isPlain(executed) ? Optional.empty() : summaries(executed);
    final List<Integer> found = new ArrayList<>();
    for (int i = 0; i < executed.receipts().size(); i++) {
      if (calls.isPresent()
          ? calls.get().get(i).addresses().contains(address)
          : isInBody(executed, i)) {
        found.add(i);
      }
    }
    return found;
  }

  private static boolean isPlain(final ExecutedBlock executed) {
    return executed.block().gasUsed() == TRANSFER * executed.receipts().size();
  }

  private Optional<List<CallSummary>> summaries(final ExecutedBlock executed) {
    gasLeft -= executed.block().gasUsed();
    try {
      return Optional.of(reader.callSummaries(executed.block().number()))
          // The block may just have been replaced.
          .filter(calls -> calls.size() == executed.receipts().size());
    } catch (final StateUnavailableException e) {
      return Optional.empty();
    }
  }

  private boolean isInBody(final ExecutedBlock executed, final int index) {
    final SignedTransaction tx =
        SignedTransaction.decode(executed.block().transactions().get(index));
    return tx.sender().equals(address)
        || tx.to().map(address::equals).orElseGet(() -> ReceiptJson.created(tx).equals(address))
        || executed.receipts().get(index).logs().stream()
            .anyMatch(log -> log.address().equals(address));
  }
}
