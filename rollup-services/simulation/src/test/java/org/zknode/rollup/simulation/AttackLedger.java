/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.pool.RefusalReason;
import org.zknode.rollup.pool.TransactionFates.Fate;
import org.zknode.rollup.simulation.Player.Fates;
import org.zknode.rollup.testkit.MemoryTransactionPool;

/** What the attackers of one run sent, and what became of it. */
final class AttackLedger {
  private final Map<Player, Map<String, Long>> counts = new EnumMap<>(Player.class);
  private final Map<Bytes32, Player> taken = new LinkedHashMap<>();
  private final Map<Bytes, Player> forced = new LinkedHashMap<>();

  void refused(final Player player, final RefusalReason why) {
    count(player, why.name());
  }

  void taken(final Player player, final SignedTransaction transaction) {
    count(player, Fates.TAKEN);
    taken.put(transaction.hash(), player);
  }

  void forced(final Player player, final Bytes raw) {
    forced.put(raw, player);
  }

  void count(final Player player, final String what) {
    counts.computeIfAbsent(player, any -> new TreeMap<>()).merge(what, 1L, Long::sum);
  }

  /** The fates are counted, too: the run is over. */
  Map<Player, Map<String, Long>> settle(final World world) {
    final Set<Bytes> chain = new HashSet<>();
    for (long number = 1; number <= world.main.engine().head().number(); number++) {
      chain.addAll(world.main.engine().block(number).orElseThrow().transactions());
    }
    taken.forEach((hash, player) -> count(player, fate(world.pool, hash, chain)));
    forced.forEach(
        (raw, player) -> count(player, chain.contains(raw) ? Fates.INCLUDED : Fates.LEFT_OUT));
    return counts;
  }

  private static String fate(
      final MemoryTransactionPool pool, final Bytes32 hash, final Set<Bytes> chain) {
    final Fate fate = pool.fate(hash).orElseThrow();
    if (chain.contains(fate.raw().orElseThrow())) {
      return Fates.INCLUDED;
    }
    return switch (fate.status()) {
      case PENDING, SELECTED -> Fates.WAITS;
      case REPLACED -> Fates.REPLACED;
      case INVALID -> isOutOfTime(fate) ? Fates.OUT_OF_TIME : Fates.OVERSIZED;
      case EXPIRED, FAILED -> death(fate.reason().orElse(""));
    };
  }

  private static String death(final String reason) {
    if (reason.startsWith("insufficient funds")) {
      return Fates.CANNOT_PAY;
    }
    if (reason.startsWith("txpool is full for transactions behind a nonce gap")) {
      return Fates.BEHIND_GAP;
    }
    return Fates.OTHER;
  }

  private static boolean isOutOfTime(final Fate fate) {
    return fate.reason().orElse("").equals("it takes too long");
  }
}
