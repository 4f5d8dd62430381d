/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.chain.MutableBlockchain;
import org.hyperledger.besu.ethereum.worldstate.WorldStateArchive;
import org.zknode.plugin.besu.TransactionBatchDecoder.Decoded;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget;

/** Who changes Besu's chain, one at a time, and the block that is open on its head. Thread-safe. */
final class HeadWriter implements BesuOpenBlock.Turns {
  private final MutableBlockchain chain;
  private final WorldStateArchive archive;
  private final BlockExecutor executor;
  private final BesuStates states;
  private final Consumer<L2Block> newHead;
  private final WriterLock writer = new WriterLock();

  /** Guarded by the lock. */
  private Optional<BesuOpenBlock> open = Optional.empty();

  /**
   * @param newHead told of each block that was stored
   */
  HeadWriter(
      final MutableBlockchain chain,
      final WorldStateArchive archive,
      final BlockExecutor executor,
      final BesuStates states,
      final Consumer<L2Block> newHead) {
    this.chain = chain;
    this.archive = archive;
    this.executor = executor;
    this.states = states;
    this.newHead = newHead;
  }

  BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> raw,
      final List<Decoded> decoded,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    writer.lock();
    try {
      abandonOpen();
      final TransactionMeter meter = TransactionMeter.none();
      final HeadBlock block = HeadBlock.begin(chain, archive, executor, attributes, meter);
      try {
        block.apply(raw, decoded);
        final L2Block head = block.store(expectedHash);
        newHead.accept(head);
        return new BlockResult(
            head, block.transactions().skipped(), meter.used(), meter.exhausted());
      } finally {
        block.abandon();
      }
    } catch (final RuntimeException | LinkageError e) {
      throw failure(e, attributes);
    } finally {
      writer.unlock();
    }
  }

  OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    writer.lock();
    try {
      abandonOpen();
      final TransactionMeter meter = TransactionMeter.within(budget);
      final BesuOpenBlock begun =
          new BesuOpenBlock(
              attributes,
              HeadBlock.begin(chain, archive, executor, attributes, meter),
              meter,
              states,
              this);
      open = Optional.of(begun);
      return begun;
    } catch (final RuntimeException | LinkageError e) {
      throw failure(e, attributes);
    } finally {
      writer.unlock();
    }
  }

  /** Does something else with the chain; the head stays. */
  void exclusively(final Runnable change) {
    writer.lock();
    try {
      change.run();
    } finally {
      writer.unlock();
    }
  }

  /** Does something else with the chain, after which another block may be the head. */
  void movingHead(final Runnable change) {
    exclusively(
        () -> {
          abandonOpen();
          change.run();
        });
  }

  @Override
  public <T> T during(final BesuOpenBlock block, final Supplier<T> work) {
    writer.lock();
    try {
      if (!isOpen(block)) {
        throw new EngineException(
            "block %d is not open any more".formatted(block.attributes().number()));
      }
      boolean done = false;
      try {
        final T result = work.get();
        done = true;
        return result;
      } finally {
        if (!done) {
          abandonOpen();
        }
      }
    } catch (final RuntimeException | LinkageError e) {
      throw failure(e, block.attributes());
    } finally {
      writer.unlock();
    }
  }

  private boolean isOpen(final BesuOpenBlock block) {
    return open.filter(current -> current == block).isPresent();
  }

  @Override
  public void stored(final L2Block head) {
    open = Optional.empty();
    newHead.accept(head);
  }

  @Override
  public void end(final BesuOpenBlock block) {
    exclusively(
        () -> {
          if (isOpen(block)) {
            abandonOpen();
          }
        });
  }

  private void abandonOpen() {
    open.ifPresent(BesuOpenBlock::abandon);
    open = Optional.empty();
  }

  private static RuntimeException failure(final Throwable e, final BlockAttributes attributes) {
    return e instanceof EngineException || e instanceof IllegalArgumentException
        ? (RuntimeException) e
        : new EngineException("block %d could not be built".formatted(attributes.number()), e);
  }

  /** Waits for a write in progress, see {@link WriterLock}. */
  void awaitIdle(final Duration timeout) {
    writer.awaitIdle(timeout);
  }
}
