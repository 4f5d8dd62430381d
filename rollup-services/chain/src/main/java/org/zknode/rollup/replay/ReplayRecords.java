/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.replay;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.BlockAttributes;

/** Ports between the zks replay and the roles. */
public final class ReplayRecords {
  private ReplayRecords() {}

  /**
   * A block as it travels in a replay record.
   *
   * @param attributes l1InfoRoot is not on the wire (the follower looks it up in its own L1 info
   *     tree by l1InfoTreeIndex) and zero on receipt
   * @param hash the block hash that the main node got; the follower must get the same
   * @param baseFee of the block, in wei
   */
  public record ReplayBlock(
      BlockAttributes attributes,
      long previousTimestamp,
      List<Bytes> transactions,
      Bytes32 hash,
      java.math.BigInteger baseFee) {
    public ReplayBlock {
      transactions = List.copyOf(transactions);
    }
  }

  /** Main node: canonical blocks by number. */
  @FunctionalInterface
  public interface Source {
    /** Empty while the chain has no such block. */
    Optional<ReplayBlock> block(long number);

    /**
     * The block that a peer asked for by a key instead of the canonical one, for debugging
     * (docs/spec/zks-wire.md, "Replay messages"). Our key is the block hash; reverted blocks are
     * not kept, so nothing else than the canonical block can be had.
     */
    default Optional<ReplayBlock> override(final long number, final Bytes key) {
      return block(number).filter(block -> block.hash().equals(key));
    }

    /**
     * Hash of the canonical block; asked for up to 255 ancestors when a replay starts, so worth
     * overriding where it is cheaper than the block.
     */
    default Optional<Bytes32> hash(final long number) {
      return block(number).map(ReplayBlock::hash);
    }
  }

  /** What became of a replayed block. */
  public sealed interface Verdict {
    /** It is in the chain now, or was before. */
    Verdict TAKEN = new Taken();

    /** See {@link #TAKEN}. */
    record Taken() implements Verdict {}

    /** This node cannot take it now, which says nothing about the peer. */
    record NotNow(String why) implements Verdict {}

    /** It does not check: the peer's fault, or the peer follows another chain. */
    record Wrong(String why) implements Verdict {}
  }

  /**
   * What became of consecutive replayed blocks.
   *
   * @param taken so many of them, from the first on, are in the chain now
   * @param last of the block after those; {@link Verdict#TAKEN} when there is none
   */
  public record Judgement(int taken, Verdict last) {
    /** So many, which are all. */
    public static Judgement all(final int taken) {
      return new Judgement(taken, Verdict.TAKEN);
    }

    /** Whether all of them are in the chain. */
    public boolean isAll() {
      return last instanceof Verdict.Taken;
    }
  }

  /** External node: takes blocks in ascending order. */
  public interface Sink {
    /** The next block wanted: head + 1. */
    long nextBlock();

    /**
     * Imports the block; may block (that is the back-pressure).
     *
     * @return false when the block was not taken (halted, or out of sequence): the stream ends
     */
    boolean accept(ReplayBlock block) throws InterruptedException;

    /**
     * The same, with what it says about the peer.
     *
     * @param peer the main node that sent it, by the same name on every connection
     */
    default Verdict judge(final ReplayBlock block, final String peer) throws InterruptedException {
      return accept(block)
          ? Verdict.TAKEN
          : new Verdict.NotNow("block %d was not taken".formatted(block.attributes().number()));
    }

    /**
     * The same of blocks that came together, one after the other, up to the first that is not
     * taken: what they cost together is less.
     *
     * @param blocks no more than a message has
     */
    default Judgement judge(final List<ReplayBlock> blocks, final String peer)
        throws InterruptedException {
      for (int taken = 0; taken < blocks.size(); taken++) {
        final Verdict verdict = judge(blocks.get(taken), peer);
        if (!(verdict instanceof Verdict.Taken)) {
          return new Judgement(taken, verdict);
        }
      }
      return Judgement.all(blocks.size());
    }

    /**
     * The longest time between two blocks in the newest part of the own chain, in seconds; empty
     * when it is too short to tell. A chain that grows every three seconds is not idle after ten.
     */
    default OptionalLong longestRecentGap() {
      return OptionalLong.empty();
    }
  }
}
