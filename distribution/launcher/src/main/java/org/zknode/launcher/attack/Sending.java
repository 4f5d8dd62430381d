/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.io.IOException;
import org.zknode.eth.SignedTransaction;
import org.zknode.launcher.process.JsonRpc;

/** How attackers send: whatever the answer is, they go on. */
final class Sending {
  private Sending() {}

  /**
   * @return whether the node took it
   */
  static boolean send(
      final JsonRpc node, final SignedTransaction transaction, final Ledger ledger) {
    final long sent = System.nanoTime();
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
      ledger.taken(transaction.hash(), sent);
      return true;
    } catch (final IOException | JsonRpc.RpcError e) {
      ledger.refused();
      return false;
    }
  }
}
