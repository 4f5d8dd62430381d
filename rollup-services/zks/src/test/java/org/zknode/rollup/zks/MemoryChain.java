/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;

/** A chain of blocks 1.. in memory, to serve and to follow. */
final class MemoryChain implements ReplayRecords.Source, ReplayRecords.Sink {
  static final Bytes32 GENESIS = Bytes32.repeat((byte) 0x77);
  private static final int OPEN = 1_000_000;

  private final ChainConfig config;
  private final List<ReplayBlock> blocks = new CopyOnWriteArrayList<>();
  private final Semaphore permits = new Semaphore(OPEN);
  private volatile boolean halted;
  private volatile boolean broken;

  MemoryChain(final ChainConfig config) {
    this.config = config;
  }

  long head() {
    return blocks.size();
  }

  List<ReplayBlock> blocks() {
    return List.copyOf(blocks);
  }

  void produce(final int count, final int transactionBytes) {
    for (int i = 0; i < count; i++) {
      final long number = head() + 1;
      final Bytes transaction =
          Bytes.concatenate(
              Bytes.fromHexString("02"),
              org.zknode.rlp.RlpWriter.encodeList(
                  w -> w.uint64(number).bytes(Bytes.wrap(new byte[transactionBytes]))));
      blocks.add(block(number, List.of(transaction)));
    }
  }

  private ReplayBlock block(final long number, final List<Bytes> transactions) {
    final Bytes32 parent = number == 1 ? GENESIS : blocks.getLast().hash();
    return new ReplayBlock(
        new BlockAttributes(
            number,
            parent,
            1000 + number,
            config.coinbase(),
            config.blockGasLimit(),
            number % 5,
            Bytes32.ZERO),
        999 + number,
        transactions,
        Keccak256.hash(parent, Bytes.ofUnsignedLong(number)),
        BigInteger.valueOf(7));
  }

  @Override
  public Optional<ReplayBlock> block(final long number) {
    return number >= 1 && number <= blocks.size()
        ? Optional.of(blocks.get((int) number - 1))
        : Optional.empty();
  }

  @Override
  public long nextBlock() {
    return head() + 1;
  }

  @Override
  public boolean accept(final ReplayBlock block) throws InterruptedException {
    permits.acquire();
    permits.release();
    if (broken) {
      throw new NoClassDefFoundError("org/example/Missing");
    }
    final Bytes32 parent = blocks.isEmpty() ? GENESIS : blocks.getLast().hash();
    if (halted
        || block.attributes().number() != nextBlock()
        || !block.attributes().parentHash().equals(parent)) {
      return false;
    }
    blocks.add(block);
    return true;
  }

  /** From now on accept() blocks until {@link #release}. */
  void block() {
    permits.drainPermits();
  }

  void release() {
    permits.release(OPEN);
  }

  /** From now on accept() ends with an error that no input is to blame for. */
  void breakDown() {
    broken = true;
  }

  void halt() {
    halted = true;
  }
}
