/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

/**
 * The block after the head while it is executed, in as many parts as its builder likes; nobody else
 * sees it, and nothing of it is durable before {@link #seal}. An engine has one at a time: opening
 * another one, extending the chain and unwinding it abandon it. Once it is abandoned, sealed, or
 * has failed, every method but {@link #close} throws {@link EngineException}. For one thread at a
 * time.
 */
public interface OpenBlock extends AutoCloseable {
  /** A part that may take what time the block has left. */
  Duration NO_LIMIT = Duration.ofDays(10_000);

  /** As it was opened with. */
  BlockAttributes attributes();

  /**
   * Executes transactions after those that are in the block: one that uses more than a whole batch
   * has is stopped there and left out; one that uses more than the batch has left is left out
   * alone, and those after it are tried: {@link ResourceBudget#endsAt} says whether the batch ends
   * with the block, and once it runs short each is stopped at {@link
   * ResourceBudget#limitOnceShort}. What does not fit the batch's room is left out without being
   * executed, and takes no room. No transaction runs longer than the budget allows, where the
   * engine can stop one. What is left out leaves no trace. The budget is that of all parts; time
   * between them does not count.
   *
   * @param transactions that this engine has decoded, with the senders that signed them
   * @param longest after this long no further one of them is begun, where the engine can tell
   */
  Appended append(List<DecodedTransaction> transactions, Duration longest);

  /** Nonce and balance of accounts after what is in the block. */
  Map<Address, AccountState> accounts(Collection<Address> addresses);

  /**
   * Makes the block the chain's head.
   *
   * @return with nothing in {@code skipped}: {@link #append} has told it
   */
  BlockResult seal();

  /** Abandons it unless it is sealed; once more has no effect. */
  @Override
  void close();

  /** The same, and tells somebody of the block as soon as the chain has it. */
  default OpenBlock telling(final Consumer<BlockResult> whenSealed) {
    return new ToldBlock(this, whenSealed);
  }

  /**
   * Extends the chain by a block in one part.
   *
   * @param attributes its parent must be the head, else {@link IllegalArgumentException}
   * @param transactions as for {@link #append}
   */
  static BlockResult atOnce(
      final ExecutionEngine engine,
      final BlockAttributes attributes,
      final List<DecodedTransaction> transactions,
      final ResourceBudget budget) {
    try (OpenBlock open = engine.open(attributes, budget)) {
      final Appended appended = open.append(transactions, NO_LIMIT);
      final BlockResult sealed = open.seal();
      return new BlockResult(sealed.block(), appended.skipped(), sealed.used(), sealed.exhausted());
    }
  }

  /**
   * What became of the transactions of one part.
   *
   * @param included in the order in which they are in the block
   * @param skipped what was left out, in the order given, with indexes in what was given
   * @param exhausted the resource of which too little was left for a transaction of any part so
   *     far, so that the batch ends with the block
   */
  record Appended(
      List<Included> included, List<SkippedTransaction> skipped, Optional<Resource> exhausted) {
    public Appended {
      included = List.copyOf(included);
      skipped = List.copyOf(skipped);
    }
  }

  /** A transaction that is in the block, and what its execution left behind. */
  interface Included {
    DecodedTransaction transaction();

    /** What is seen of it in the block. */
    Receipt receipt();
  }
}
