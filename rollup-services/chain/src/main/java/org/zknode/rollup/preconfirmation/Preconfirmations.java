/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.preconfirmation;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.EngineListener;
import org.zknode.rollup.engine.OpenBlock.Included;

/**
 * What is known of the transactions of the open block, by hash, until the chain has that block.
 * There is one such block at a time, and a batch limits it. Thread-safe.
 */
public final class Preconfirmations implements SliceListener, EngineListener {
  private final Runnable wake;
  private final Map<Bytes32, Preconfirmed> known = new ConcurrentHashMap<>();

  /**
   * @param wake makes those who wait for a transaction look again
   */
  public Preconfirmations(final Runnable wake) {
    this.wake = wake;
  }

  /**
   * A transaction of the open block.
   *
   * @param index in the block
   * @param gasBefore that the block used before it
   * @param logsBefore logs of the block before its own
   */
  public record Preconfirmed(
      Slice slice, Included included, int index, long gasBefore, long logsBefore) {}

  @Override
  public void preconfirmed(final Slice slice) {
    int index = slice.firstTransaction();
    if (index == 0) {
      // Of another block in its place, or after it, nothing comes.
      final long number = slice.block().number();
      known.values().removeIf(each -> each.slice().block().number() >= number);
    }
    long gas = slice.gasBefore();
    long logs = slice.logsBefore();
    for (final Included included : slice.transactions()) {
      known.put(included.transaction().hash(), new Preconfirmed(slice, included, index, gas, logs));
      index++;
      gas = included.receipt().cumulativeGasUsed();
      logs += included.receipt().logs().size();
    }
    wake.run();
  }

  /** Empty when it is in no slice of the open block: perhaps it is in a block. */
  public Optional<Preconfirmed> find(final Bytes32 hash) {
    return Optional.ofNullable(known.get(hash));
  }

  /** Who asks the chain finds it there, or another one in its place. */
  @Override
  public void appended(final L2Block block) {
    known.values().removeIf(each -> each.slice().block().number() <= block.number());
  }

  @Override
  public void unwound(final long number) {
    known.clear();
  }
}
