/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.service.TemporaryException;

/** Reads the events of some blocks of the own chain from their receipts. */
record L2WindowReader(ExecutionEngine engine, BridgeContracts contracts) {
  /** Events after which a window ends. */
  private static final int MANY_EVENTS = 4_000;

  /** Bytes of events' data after which a window ends: messages may be long. */
  static final long MANY_BYTES = 16 << 20;

  /**
   * @param cursor the block before the first one
   * @return blocks up to that one, or fewer when there are many events or long ones: in memory at
   *     once are {@value #MANY_BYTES} bytes and one block's receipts at the most
   * @throws TemporaryException the chain was changed meanwhile
   */
  IndexWindow read(final IndexedBlock cursor, final long to) {
    final List<BridgeEvent> events = new ArrayList<>();
    long number = cursor.number();
    Bytes32 hash = cursor.hash();
    long bytes = 0;
    while (number < to && events.size() < MANY_EVENTS && bytes < MANY_BYTES) {
      final L2Block block = next(number + 1, hash);
      if (!block.transactions().isEmpty()) {
        bytes += read(block, events);
      }
      number = block.number();
      hash = block.hash();
    }
    return new IndexWindow(number, hash, events, List.of(), Optional.empty());
  }

  private L2Block next(final long number, final Bytes32 parent) {
    return engine
        .block(number)
        .filter(block -> block.parentHash().equals(parent))
        .orElseThrow(() -> changed(number));
  }

  private static TemporaryException changed(final long number) {
    return new TemporaryException(
        "the chain was changed while block %d was read".formatted(number));
  }

  /** Bytes of what it has added. */
  private long read(final L2Block block, final List<BridgeEvent> events) {
    final ExecutedBlock executed =
        engine
            .reader()
            .executed(block.number())
            .filter(found -> found.block().hash().equals(block.hash()))
            .orElseThrow(() -> changed(block.number()));
    long bytes = 0;
    long logIndex = 0;
    for (int i = 0; i < executed.receipts().size(); i++) {
      for (final Log log : executed.receipts().get(i).logs()) {
        if (isOurs(log)) {
          bytes += log.data().size();
          events.add(
              BridgeAbi.decode(
                  log,
                  new EventPlace(
                      contracts.ownNetwork(),
                      block.number(),
                      block.hash(),
                      block.timestamp(),
                      Keccak256.hash(block.transactions().get(i)),
                      logIndex)));
        }
        logIndex++;
      }
    }
    return bytes;
  }

  private boolean isOurs(final Log log) {
    return !log.topics().isEmpty() && isOurs(log.address(), log.topics().getFirst());
  }

  private boolean isOurs(final Address contract, final Bytes32 topic) {
    final Set<Bytes32> wanted =
        contract.equals(contracts.l2Bridge())
            ? BridgeAbi.OF_BRIDGE
            : contract.equals(contracts.exitRootManager())
                ? Set.of(BridgeAbi.EXIT_ROOT_PROVEN)
                : Set.of();
    return wanted.contains(topic);
  }
}
