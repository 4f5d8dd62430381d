/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.state.MonitoredTransaction;

/**
 * Gets calls executed on L1 exactly once each: intent stored before send, one nonce owner per key,
 * found again after a restart, fee bumps by replacement, dry run first, never a crash loop
 * (docs/spec/settlement.md, "L1 transaction manager").
 */
public interface L1TransactionManager {
  /**
   * Stores the intent; {@link #sendSubmitted} sends it. No effect when (owner, id) exists and has
   * not FAILED; a FAILED one is started again with the new data.
   *
   * @param from must be an address whose key the manager holds
   */
  default void submit(
      final String owner, final String id, final Address from, final Address to, final Bytes data) {
    submit(owner, id, Optional.empty(), from, to, data);
  }

  /**
   * The same for a call that only succeeds after another one of the same owner and account: it goes
   * out while that one still waits in L1's pool, and is withdrawn (FAILED) when that one fails.
   *
   * @param dependsOn id of the other one
   */
  void submit(
      String owner, String id, Optional<String> dependsOn, Address from, Address to, Bytes data);

  /**
   * What was submitted has no use any more: from the next {@link #tick} on nothing is sent of it
   * but a transfer of nothing in its place, and it is FAILED with that reason, unless L1 has it
   * before. No effect on what is finished. Only kept in memory: said again after a restart.
   */
  void withdraw(String owner, String id, String why);

  Optional<MonitoredTransaction> find(String owner, String id);

  /**
   * Looks after this owner's transactions even when this process submits none: those that an
   * earlier process got confirmed can leave L1 in a reorg.
   */
  void watch(String owner);

  /** The listener is told of each call that the contracts refuse from now on. */
  void onRevert(RevertListener listener);

  /**
   * Sends what was submitted on the thread of whoever submitted it, by a round as {@link #tick}
   * makes it. While another round is under way, or L1 does not answer, it is left to the next tick,
   * which reports what is wrong.
   */
  void sendSubmitted();

  /**
   * @param wake called when something that was submitted is left to the next {@link #tick}. On the
   *     thread of whoever submitted it: returns at once
   */
  void onUnsent(Runnable wake);

  /**
   * @param wake called when L1 has mined a transaction, which may not be deep enough yet. On the
   *     thread of {@link #tick}: returns at once
   */
  void onMined(Runnable wake);

  /** One round over all unfinished transactions: dry run, send, look for receipts, bump fees. */
  void tick();
}
