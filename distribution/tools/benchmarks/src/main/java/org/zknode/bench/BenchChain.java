/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.rollup.replay.ReplayRecords.Source;
import org.zknode.rollup.zks.ReplayRecordMapper;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.ReplayRecord;

/**
 * An endless chain in memory without execution: every block has the same transactions, hashes are
 * random numbers that follow from the block number. From {@link #FIRST_BLOCK} on every record has
 * the same size, and so every message of a replay compresses alike: how well depends on how the
 * windows of 256 hashes lie over each other, and a record that is one byte longer can make a
 * message four times as long on the wire.
 */
public final class BenchChain implements Source {
  /** Chain rules of the benchmark. */
  public static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);

  /** Where replays begin: block numbers have three bytes from before it to 16 million. */
  public static final long FIRST_BLOCK = 100_000;

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final List<Bytes> transactions;

  private BenchChain(final List<Bytes> transactions) {
    this.transactions = List.copyOf(transactions);
  }

  /**
   * @param transactionsPerBlock transactions of each block
   * @param transactionBytes bytes of random data in each; about 110 more are around them in a real
   *     one, 4 here
   */
  public static BenchChain of(final int transactionsPerBlock, final int transactionBytes) {
    final Random random = new Random(transactionsPerBlock);
    final List<Bytes> transactions = new ArrayList<>();
    for (int i = 0; i < transactionsPerBlock; i++) {
      final byte[] data = new byte[transactionBytes];
      random.nextBytes(data);
      transactions.add(
          Bytes.concatenate(Bytes.of(2), RlpWriter.encodeList(w -> w.bytes(Bytes.wrap(data)))));
    }
    return new BenchChain(transactions);
  }

  /** A chain whose records have that size. */
  public static BenchChain of(final CodecWork.Size size) {
    return of(size.transactions(), size.transactionBytes());
  }

  @Override
  public Optional<ReplayBlock> block(final long number) {
    return Optional.of(
        new ReplayBlock(
            new BlockAttributes(
                number,
                hashOf(number - 1),
                number,
                CHAIN.coinbase(),
                CHAIN.blockGasLimit(),
                0,
                Bytes32.ZERO),
            number - 1,
            transactions,
            hashOf(number),
            BigInteger.valueOf(1_000_000_000)));
  }

  @Override
  public Optional<Bytes32> hash(final long number) {
    return Optional.of(hashOf(number));
  }

  /** The record of a block with 256 ancestors. */
  public ReplayRecord replayRecord(final long number) {
    final List<Bytes32> ancestors = new ArrayList<>();
    for (long n = number - BlockHashes.COUNT; n < number; n++) {
      ancestors.add(hashOf(n));
    }
    return new ReplayRecordMapper(CHAIN)
        .toRecord(block(number).orElseThrow(), BlockHashes.of(ancestors));
  }

  private static Bytes32 hashOf(final long number) {
    final byte[] hash = new byte[Bytes32.SIZE];
    long state = number * Bytes32.SIZE;
    for (int i = 0; i < hash.length; i += Long.BYTES) {
      state += GOLDEN;
      long word = state;
      word = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
      word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
      word ^= word >>> 31;
      for (int k = 0; k < Long.BYTES; k++) {
        hash[i + k] = (byte) (word >>> (8 * k));
      }
    }
    // A leading zero would not be encoded.
    hash[0] |= 1;
    return Bytes32.wrap(hash);
  }
}
