/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.L1InfoLeaf;

/**
 * Reads the events of some L1 blocks from one endpoint, so that a reorg meanwhile cannot mix two
 * forks: the blocks follow what is indexed, those with events are canonical, and the last one is
 * the same before and after.
 */
final class L1WindowReader {
  /** Deposits of a window of more than one block; each takes about a thousand bytes. */
  static final long MANY_DEPOSITS = 8_000;

  /**
   * Bytes of a window's logs after which no further blocks are asked for: messages may be long, and
   * no contract counts claims and verifications.
   */
  static final long MANY_BYTES = 16 << 20;

  /** Blocks of a window whose number of deposits nobody tells. */
  static final long UNKNOWN_BLOCKS = 1_000;

  private final BridgeContracts contracts;
  private final L1LogFilter filter;

  L1WindowReader(final BridgeContracts contracts) {
    this.contracts = contracts;
    final Set<Bytes32> topics = new HashSet<>(BridgeAbi.OF_BRIDGE);
    topics.addAll(BridgeAbi.VERIFICATIONS);
    this.filter = new L1LogFilter(Set.of(contracts.l1Bridge(), contracts.rollupManager()), topics);
  }

  /**
   * The blocks up to that one, or fewer of them where there are many deposits or long messages: in
   * memory at once are {@value #MANY_BYTES} bytes and one answer of the endpoint at the most,
   * however long a quiet time was before.
   *
   * @param cursor the block before the first one
   * @param leaves of the L1 info tree in these blocks
   * @return empty when the endpoint does not have these blocks, or L1 changed meanwhile
   * @throws L1EndpointException what the endpoint says cannot be used
   */
  Optional<IndexWindow> read(
      final L1View l1, final IndexedBlock cursor, final long last, final List<L1InfoLeaf> leaves) {
    final long from = cursor.number() + 1;
    final long wanted = fitting(l1, cursor, last);
    final Optional<L1BlockRef> end = l1.block(wanted);
    final Optional<L1BlockRef> first = l1.block(from);
    if (end.isEmpty()
        || first.filter(block -> block.parentHash().equals(cursor.hash())).isEmpty()) {
      return Optional.empty();
    }
    final List<BridgeEvent> events = new ArrayList<>();
    final Map<Long, L1BlockRef> blocks = new HashMap<>();
    blocks.put(from, first.get());
    blocks.put(wanted, end.get());
    final L1Logs found = l1.logs(filter, from, wanted, MANY_BYTES);
    final long to = found.toBlock();
    L1Blocks.read(l1, numbers(found), blocks);
    for (final L1Log log : found.logs()) {
      final Optional<L1BlockRef> block =
          Optional.ofNullable(blocks.get(log.blockNumber()))
              .filter(canonical -> canonical.hash().equals(log.blockHash()));
      if (block.isEmpty()) {
        return Optional.empty();
      }
      if (isOurs(log)) {
        events.add(decode(l1, log, block.get()));
      }
    }
    final Optional<IndexWindow.Said> said = stateAt(l1, to);
    // It stands for all blocks before it.
    if (!l1.block(wanted).equals(end) || !blocks.containsKey(to)) {
      return Optional.empty();
    }
    return Optional.of(
        new IndexWindow(
            to,
            blocks.get(to).hash(),
            events,
            leaves.stream().filter(leaf -> leaf.l1Block() <= to).toList(),
            said));
  }

  private static List<Long> numbers(final L1Logs found) {
    return LongStream.concat(
            found.logs().stream().mapToLong(L1Log::blockNumber), LongStream.of(found.toBlock()))
        .boxed()
        .toList();
  }

  /** By what the bridge counts; where nobody says that, few blocks. */
  private long fitting(final L1View l1, final IndexedBlock cursor, final long last) {
    long to = last;
    while (to > cursor.number() + 1) {
      final Optional<Long> deposits = deposits(l1, to);
      if (deposits.isEmpty()) {
        return Math.min(to, cursor.number() + UNKNOWN_BLOCKS);
      }
      if (deposits.get() - cursor.deposits() <= MANY_DEPOSITS) {
        return to;
      }
      to = cursor.number() + Math.max(1, (to - cursor.number()) / 2);
    }
    return to;
  }

  private boolean isOurs(final L1Log log) {
    final Bytes32 topic = log.event().topics().getFirst();
    return log.event().address().equals(contracts.l1Bridge())
        ? BridgeAbi.OF_BRIDGE.contains(topic)
        : BridgeAbi.VERIFICATIONS.contains(topic);
  }

  private static BridgeEvent decode(final L1View l1, final L1Log log, final L1BlockRef block) {
    try {
      return BridgeAbi.decode(log.event(), EventPlace.of(log, block));
    } catch (final IllegalArgumentException e) {
      final String why =
          "its log %d of block %d cannot be read: %s"
              .formatted(log.logIndex(), log.blockNumber(), e.getMessage());
      l1.failed(why);
      throw new L1EndpointException(l1.name(), why);
    }
  }

  /** What the bridge says at L1's head: enough for a block after which nothing was deposited. */
  Optional<Long> depositsNow(final L1View l1) {
    return stateAt(l1, l1.head(BlockTag.LATEST).number()).flatMap(IndexWindow.Said::deposits);
  }

  /** None before there is a bridge. */
  private Optional<Long> deposits(final L1View l1, final long block) {
    return l1.call(contracts.l1Bridge(), BridgeAbi.DEPOSIT_COUNT, block)
        .flatMap(count -> count.isEmpty() ? Optional.of(0L) : number(count));
  }

  private static Optional<Long> number(final Bytes answer) {
    return BridgeAbi.word(answer)
        .map(word -> word.toUnsignedBigInteger())
        .filter(number -> number.bitLength() < Long.SIZE)
        .map(BigInteger::longValue);
  }

  private Optional<IndexWindow.Said> stateAt(final L1View l1, final long block) {
    final Optional<Bytes> count = l1.call(contracts.l1Bridge(), BridgeAbi.DEPOSIT_COUNT, block);
    if (count.isEmpty()) {
      return Optional.empty();
    }
    if (count.get().isEmpty()) {
      // The bridge is not there yet.
      return Optional.of(new IndexWindow.Said(Optional.of(0L), Optional.empty()));
    }
    final Optional<Long> deposits = number(count.get());
    final Optional<Bytes32> root =
        l1.call(contracts.l1Bridge(), BridgeAbi.GET_ROOT, block).flatMap(BridgeAbi::word);
    return Optional.of(new IndexWindow.Said(deposits, root));
  }
}
