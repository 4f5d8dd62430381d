/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.state.StateStore;

/**
 * What must be in the state DB before a step outside of it is taken: the contracts on L1 refuse a
 * sequence that is sent twice, so that nobody would see from the outcome that it was.
 */
record WriteAhead(StateStore state) {
  /** What is missing, if anything. */
  Optional<String> missing(final CrashPoint step, final Object[] arguments) {
    return switch (step.site().method()) {
      case "l1.transactions.TransactionSending.send" ->
          isKnown(Keccak256.hash((Bytes) arguments[0]))
              ? Optional.empty()
              : Optional.of(step + ": the hash of the transaction is not stored");
      case "sequencer.BlockAssembler.seal", "sequencer.ForcedBlocks.extend" ->
          isIntended((BlockAttributes) arguments[0])
              ? Optional.empty()
              : Optional.of(step + ": there is no intent of the block");
      default -> Optional.empty();
    };
  }

  private boolean isKnown(final Bytes32 hash) {
    return state.read(tx -> tx.monitoredTransactions().unfinished()).stream()
        .anyMatch(transaction -> transaction.history().contains(hash));
  }

  private boolean isIntended(final BlockAttributes block) {
    return state
        .read(tx -> tx.blockIntents().find(block.number()))
        .filter(
            intent ->
                intent.parentHash().equals(block.parentHash())
                    && intent.timestamp() == block.timestamp())
        .isPresent();
  }
}
