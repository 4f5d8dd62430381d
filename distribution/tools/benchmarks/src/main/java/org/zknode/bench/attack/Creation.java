/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.Pause;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rlp.RlpWriter;

/** A contract that an attack needs. */
final class Creation {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** JUMPDEST, KECCAK256 of nothing, POP, again: until the gas is used up. */
  static final Bytes HASH_LOOP = Bytes.fromHexString("0x5b5f5f20505f56");

  private static final long GAS = 200_000;

  private Creation() {}

  /**
   * Creates a contract and waits until it is there.
   *
   * @param creator pays for it
   * @param code shorter than 256 bytes
   */
  static Address of(
      final JsonRpc node, final Wallets wallets, final PrivateKey creator, final Bytes code) {
    final long nonce = wallets.nonce(creator.address(), "pending");
    send(
        node,
        wallets.legacy(
            creator,
            nonce,
            Prices.ask(node).gasPrice(),
            Optional.empty(),
            BigInteger.ZERO,
            init(code),
            GAS));
    return address(creator.address(), nonce);
  }

  /** Copies the code behind it into memory and returns it. */
  static Bytes init(final Bytes code) {
    return Bytes.concatenate(
        Bytes.fromHexString("0x60%1$02x600a5f3960%1$02x5ff3".formatted(code.size())), code);
  }

  /** Where CREATE puts it: the last 20 bytes of keccak(rlp([sender, nonce])). */
  private static Address address(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(sender.bytes()).uint64(nonce))).slice(12));
  }

  /** Sends it and waits until it is in a block. */
  private static void send(final JsonRpc node, final SignedTransaction creation) {
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
