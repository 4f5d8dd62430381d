/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher.attack;

import java.io.IOException;
import java.time.Duration;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.launcher.LauncherException;
import org.zknode.launcher.devnet.Pause;
import org.zknode.launcher.process.JsonRpc;
import org.zknode.rlp.RlpWriter;

/** A contract that an attack needs. */
final class Creation {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Creation() {}

  /** Where CREATE puts it: the last 20 bytes of keccak(rlp([sender, nonce])). */
  static Address address(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(sender.bytes()).uint64(nonce))).slice(12));
  }

  /** Sends it and waits until it is in a block. */
  static void send(final JsonRpc node, final SignedTransaction creation) {
    try {
      node.call("eth_sendRawTransaction", creation.raw().toHexString());
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("the contract cannot be created: " + e.getMessage(), e);
    }
    final long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (node.tryCall("eth_getTransactionReceipt", creation.hash().toHexString()).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "the contract was not created in time: transaction %s is %s"
                .formatted(
                    creation.hash(),
                    node.tryCall("zknode_getTransactionStatus", creation.hash().toHexString())
                        .map(Object::toString)
                        .orElse("not known")));
      }
      Pause.of(POLL);
    }
  }
}
