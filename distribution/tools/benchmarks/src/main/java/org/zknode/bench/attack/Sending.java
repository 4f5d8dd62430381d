/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.IOException;
import java.util.Optional;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.SignedTransaction;

/** How attackers send: whatever the answer is, they go on. */
final class Sending {
  private Sending() {}

  /**
   * @return whether the node took it
   */
  static boolean send(
      final JsonRpc node, final SignedTransaction transaction, final Ledger ledger) {
    return refusal(node, transaction, ledger).isEmpty();
  }

  /**
   * Sends it.
   *
   * @return what was said when it was not taken
   */
  static Optional<String> refusal(
      final JsonRpc node, final SignedTransaction transaction, final Ledger ledger) {
    ledger.sending(transaction.hash(), System.nanoTime());
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
      ledger.taken();
      return Optional.empty();
    } catch (final IOException | JsonRpc.RpcError e) {
      final String text = String.valueOf(e.getMessage());
      ledger.refused(transaction.hash(), text);
      return Optional.of(text);
    }
  }
}
