/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.embedded.AnvilRpc.Call;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.EngineException;

/**
 * The words that the system call of EIP-4788 writes at the start of each block: for the block's
 * timestamp modulo {@link #SIZE} the timestamp, and that many slots further the root (here the L1
 * info root). Anvil makes no such call, so the words are set from outside, and remembered here.
 * Only words that change are set: anvil's trie keeps a word that was set to zero, a stock client's
 * does not. So a place that is used again by a block without a root, after 8191 seconds, gives
 * another state root than Besu's.
 */
final class BeaconRootRing {
  static final Address CONTRACT = Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  static final int SIZE = 8191;

  /** Blocks that can be taken back; below, the chain is executed anew. */
  private static final int MAX_UNDO = 8192;

  private final boolean present;
  private final long[] timestamps = new long[SIZE];
  private final Bytes32[] roots = new Bytes32[SIZE];
  private final Deque<Undo> undo = new ArrayDeque<>();
  private long forgotten;

  /**
   * @param present whether the genesis file has the contract; without it there is nothing to write
   */
  BeaconRootRing(final boolean present) {
    this.present = present;
    Arrays.fill(roots, Bytes32.ZERO);
  }

  private record Undo(long block, int place, long timestamp, Bytes32 root) {}

  /** Remembers what that block writes; returns what has to be set in the state before it. */
  List<Call> write(final long block, final long timestamp, final Bytes32 root) {
    final int place = (int) (timestamp % SIZE);
    final List<Call> calls = new ArrayList<>();
    if (!present || (timestamps[place] == timestamp && roots[place].equals(root))) {
      return calls;
    }
    if (undo.size() == MAX_UNDO) {
      forgotten = undo.removeFirst().block();
    }
    undo.addLast(new Undo(block, place, timestamps[place], roots[place]));
    if (timestamps[place] != timestamp) {
      calls.add(set(place, UInt256.valueOf(timestamp)));
    }
    if (!roots[place].equals(root)) {
      calls.add(set(place + SIZE, UInt256.fromBytes(root)));
    }
    timestamps[place] = timestamp;
    roots[place] = root;
    return calls;
  }

  private static Call set(final int slot, final UInt256 value) {
    return Call.of(
        "anvil_setStorageAt",
        CONTRACT.toString(),
        UInt256.valueOf(slot).toHexString(),
        value.toBytes().toHexString());
  }

  /** Whether a block above that number has written. */
  boolean wroteAbove(final long block) {
    return !undo.isEmpty() && undo.getLast().block() > block;
  }

  /** The root that the block of that timestamp wrote. */
  Bytes32 rootAt(final long timestamp) {
    final int place = (int) (timestamp % SIZE);
    return timestamps[place] == timestamp ? roots[place] : Bytes32.ZERO;
  }

  /**
   * Forgets what the blocks above that number wrote; the state is the caller's.
   *
   * @throws EngineException they are too many
   */
  void forgetAbove(final long block) {
    if (block < forgotten) {
      throw new EngineException(
          "what blocks up to %d wrote for EIP-4788 is not remembered".formatted(forgotten));
    }
    while (wroteAbove(block)) {
      final Undo last = undo.removeLast();
      timestamps[last.place()] = last.timestamp();
      roots[last.place()] = last.root();
    }
  }
}
