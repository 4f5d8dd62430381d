/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/**
 * A user who goes on sending while the nodes are in trouble: a refused transaction is sent again,
 * an acknowledged one never, and every refusal is kept.
 */
final class Persistent {
  private static final BigInteger PRICE = BigInteger.valueOf(20_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;
  private static final String NOBODY = "0x00000000000000000000000000000000000000aa";

  private final long chainId;
  private final PrivateKey key;
  private final List<JsonRpc> nodes;
  private final List<Bytes32> acknowledged = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private long nonce;
  private int turn;

  Persistent(final long chainId, final PrivateKey key, final List<JsonRpc> nodes) {
    this.chainId = chainId;
    this.key = key;
    this.nodes = List.copyOf(nodes);
    this.nonce =
        nodes
            .getFirst()
            .tryQuantity("eth_getTransactionCount", key.address().toString(), "pending")
            .orElseThrow();
  }

  /** Sends to the nodes in turn until the condition holds; at least once. */
  void sendUntil(final BooleanSupplier enough) {
    do {
      send();
    } while (!enough.getAsBoolean());
  }

  private void send() {
    final SignedTransaction transaction =
        TransactionSigner.sign(
            new Unsigned(
                TransactionType.DYNAMIC_FEE,
                chainId,
                nonce,
                PRICE,
                PRICE,
                TRANSFER_GAS,
                Optional.of(Address.fromHex(NOBODY)),
                BigInteger.ONE,
                Bytes.EMPTY),
            key);
    final JsonRpc node = nodes.get(turn++ % nodes.size());
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
    } catch (final JsonRpc.RpcError e) {
      // An answer that was lost: the transaction is in the pool or in a block already.
      if (!e.getMessage().contains("already known") && !e.getMessage().contains("nonce too low")) {
        refusals.add(e.getMessage());
        return;
      }
    } catch (final IOException e) {
      refusals.add("no answer: " + e);
      return;
    }
    acknowledged.add(transaction.hash());
    nonce++;
  }

  List<Bytes32> acknowledged() {
    return List.copyOf(acknowledged);
  }

  List<String> refusals() {
    return List.copyOf(refusals);
  }
}
