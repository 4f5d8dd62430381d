/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.replay.ReplayRecords.ReplayBlock;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.BlockHashes;
import org.zknode.zks.record.RecordFormatV3;
import org.zknode.zks.record.ReplayRecord;

class RecordFeedTest {
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);
  private static final RecordFormatV3 FORMAT = new RecordFormatV3();

  private final MemoryChain chain = new MemoryChain(CHAIN);
  private final ReplayRecordMapper mapper = new ReplayRecordMapper(CHAIN);
  private final RecordFeed feed = new RecordFeed(chain, mapper, FORMAT);

  private BlockHashes hashesOf(final long number) throws ZksDecodeException {
    return FORMAT
        .decode(feed.record(number, Optional.empty()).orElseThrow().bytes())
        .context()
        .blockHashes();
  }

  private Bytes32 expected(final long ancestor) {
    return switch (Long.compare(ancestor, 0)) {
      case -1 -> Bytes32.ZERO;
      case 0 -> MemoryChain.GENESIS;
      default -> chain.blocks().get((int) ancestor - 1).hash();
    };
  }

  private void assertHashes(final long number) throws ZksDecodeException {
    final BlockHashes hashes = hashesOf(number);
    for (int i = 0; i < BlockHashes.COUNT; i++) {
      assertThat(hashes.get(i))
          .as("block %d, index %d", number, i)
          .isEqualTo(expected(number - BlockHashes.COUNT + i));
    }
  }

  @Test
  void hashesAreThoseOfTheAncestors() throws ZksDecodeException {
    chain.produce(600, 10);

    for (final long number : new long[] {1, 2, 3, 255, 256, 257, 258, 600, 300, 301}) {
      assertHashes(number);
    }
  }

  @Test
  void consecutiveBlocksNeedNoFurtherReads() {
    chain.produce(400, 10);
    final AtomicInteger reads = new AtomicInteger();
    final RecordFeed counted =
        new RecordFeed(
            number -> {
              reads.incrementAndGet();
              return chain.block(number);
            },
            mapper,
            FORMAT);
    counted.record(300, Optional.empty());
    final int filled = reads.get();
    for (long number = 301; number <= 400; number++) {
      counted.record(number, Optional.empty());
    }

    assertThat(reads.get() - filled).isEqualTo(100);
    assertThat(counted.record(401, Optional.empty())).isEmpty();
  }

  @Test
  void anotherChainMakesAnotherWindow() throws ZksDecodeException {
    chain.produce(10, 10);
    assertHashes(10);
    final ReplayBlock forked =
        new ReplayBlock(
            new BlockAttributes(
                11, Bytes32.repeat((byte) 1), 2000, Address.ZERO, 1, 0, Bytes32.ZERO),
            1999,
            List.of(),
            Bytes32.repeat((byte) 2),
            BigInteger.ZERO);
    final RecordFeed switching =
        new RecordFeed(
            number -> number == 11 ? Optional.of(forked) : chain.block(number), mapper, FORMAT);
    switching.record(10, Optional.empty());

    assertThat(
            FORMAT
                .decode(switching.record(11, Optional.empty()).orElseThrow().bytes())
                .context()
                .blockHashes()
                .parent())
        .isEqualTo(Bytes32.repeat((byte) 1));
  }

  @Test
  void blocksSurviveTheWay() throws ZksDecodeException {
    chain.produce(3, 50);
    final ReplayBlock block = chain.blocks().getLast();

    final ReplayRecord received =
        FORMAT.decode(feed.record(3, Optional.empty()).orElseThrow().bytes());

    assertThat(mapper.fromRecord(received)).isEqualTo(block);
    assertThat(received.protocolVersion()).isEqualTo(ReplayRecordMapper.PROTOCOL_VERSION);
    assertThat(received.context().executionVersion()).isEqualTo(8);
    assertThat(received.startingInteropRootId()).isEqualTo(block.attributes().l1InfoTreeIndex());
  }

  @Test
  void otherRulesAndImpossibleNumbersAreRefused() throws ZksDecodeException {
    chain.produce(1, 10);
    final Bytes encoded = feed.record(1, Optional.empty()).orElseThrow().bytes();

    assertThatThrownBy(
            () ->
                new ReplayRecordMapper(new ChainConfig(1001, 9, Address.ZERO, 1))
                    .fromRecord(FORMAT.decode(encoded)))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessage("replay record with fork id 8, this chain has 9");
    final ReplayBlock negative =
        new ReplayBlock(
            new BlockAttributes(1, Bytes32.ZERO, -1, Address.ZERO, 30_000_000, 0, Bytes32.ZERO),
            0,
            List.of(),
            Bytes32.ZERO,
            BigInteger.ZERO);
    final ReplayRecord impossible = mapper.toRecord(negative, BlockHashes.NONE);
    assertThatThrownBy(() -> mapper.fromRecord(impossible))
        .isInstanceOf(ZksDecodeException.class)
        .hasMessage("replay record with timestamp 18446744073709551615");
  }
}
