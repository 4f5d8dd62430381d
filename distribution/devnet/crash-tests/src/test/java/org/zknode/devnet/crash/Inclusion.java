/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;

/** Users' transactions on their way into the main node's blocks. */
final class Inclusion {
  private final World world;
  private final Set<Bytes32> included = new HashSet<>();
  private L2Block newest;

  Inclusion(final World world) {
    this.world = world;
    this.newest = world.main.engine().block(0).orElseThrow();
  }

  /**
   * The first nonce comes last, so that all become executable in one moment, however slow the
   * machine is.
   */
  void sendAtOnce(final int count, final int dataBytes) {
    Stream.generate(() -> world.users.transfer(dataBytes))
        .limit(count)
        .toList()
        .reversed()
        .forEach(world::send);
  }

  /** Until all that has to be in a block is in one. */
  void awaitAll() {
    world.until("all transactions are in blocks", () -> included().containsAll(must()));
  }

  private Set<Bytes32> must() {
    return world.users.must().keySet();
  }

  /** Blocks that the engine has no more count no more, whoever took them back. */
  private Set<Bytes32> included() {
    final ExecutionEngine engine = world.main.engine();
    if (!engine.block(newest.number()).equals(Optional.of(newest))) {
      included.clear();
      newest = engine.block(0).orElseThrow();
    }
    Optional<L2Block> next = engine.block(newest.number() + 1);
    while (next.isPresent()) {
      newest = next.get();
      newest.transactions().stream().map(Keccak256::hash).forEach(included::add);
      next = engine.block(newest.number() + 1);
    }
    return included;
  }
}
