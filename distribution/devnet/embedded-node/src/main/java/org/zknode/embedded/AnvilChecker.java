/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;

/**
 * A second anvil, on which blocks are executed without changing the chain. It is started when it is
 * needed first, and replaced when it has died or failed. Thread-safe; one user at a time.
 */
final class AnvilChecker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnvilChecker.class);

  private final AnvilSettings settings;
  private final Canonical canonical;
  private AnvilChain checker;

  /** The chain. */
  interface Canonical {
    Optional<L2Block> block(long number);

    /** Executes the chain's blocks above the anvil's head up to that number. */
    void replay(AnvilChain anvil, long last);
  }

  AnvilChecker(final AnvilSettings settings, final Canonical canonical) {
    this.settings = settings;
    this.canonical = canonical;
  }

  synchronized List<BlockResult> reExecute(final List<BlockInput> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    final BlockAttributes first = inputs.getFirst().attributes();
    final L2Block parent =
        canonical
            .block(first.number() - 1)
            .filter(block -> block.hash().equals(first.parentHash()))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "parent %s of block %d is not canonical"
                            .formatted(first.parentHash(), first.number())));
    return after(
        parent,
        anvil -> {
          final List<BlockResult> results = new ArrayList<>();
          for (final BlockInput input : inputs) {
            results.add(
                anvil.execute(
                    input.attributes().withParent(anvil.head().hash()), input.transactions()));
          }
          return results;
        });
  }

  /**
   * Does something with an anvil whose head is that canonical block; what is executed there stays
   * only until the next call.
   */
  synchronized <T> T after(final L2Block parent, final Function<AnvilChain, T> work) {
    try {
      return work.apply(at(parent));
    } catch (final RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The same where the anvil's head is that block still, whether or not it is canonical. */
  synchronized <T> Optional<T> ifAt(final L2Block block, final Function<AnvilChain, T> work) {
    if (checker == null || !checker.isAlive() || !checker.head().hash().equals(block.hash())) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.apply(checker));
    } catch (final RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The checker with that canonical block as its head; consecutive batches find it there. */
  private AnvilChain at(final L2Block parent) {
    if (checker != null && !checker.isAlive()) {
      close();
    }
    if (checker == null) {
      checker = new AnvilChain(settings);
    }
    // What was executed here last may not be canonical, or no longer.
    L2Block common = checker.head();
    if (common.number() > parent.number()) {
      common = parent;
    }
    while (common.number() > 0 && !isOnChecker(common)) {
      common = canonical.block(common.number() - 1).orElse(checker.genesis());
    }
    if (!common.hash().equals(checker.head().hash())) {
      try {
        checker.rollbackTo(common);
      } catch (final EngineException e) {
        LOG.debug("checker begins anew instead of at block {}: {}", common.number(), e.toString());
        close();
        checker = new AnvilChain(settings);
      }
    }
    canonical.replay(checker, parent.number());
    return checker;
  }

  private boolean isOnChecker(final L2Block candidate) {
    final Optional<L2Block> known = canonical.block(candidate.number());
    return known.isPresent()
        && checker
            .rpc()
            .call("eth_getBlockByNumber", "0x" + Long.toHexString(candidate.number()), false)
            .path("hash")
            .asText()
            .equals(known.get().hash().toHexString())
        && known.get().hash().equals(candidate.hash());
  }

  /** It is started again when it is needed. */
  @Override
  public synchronized void close() {
    if (checker != null) {
      checker.close();
      checker = null;
    }
  }
}
