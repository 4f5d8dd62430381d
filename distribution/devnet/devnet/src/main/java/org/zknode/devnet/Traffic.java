/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;

/**
 * The devnet's own user: sends signed transactions of every type, a contract creation and calls, in
 * turn to each node, and remembers every hash that a node acknowledged.
 */
public final class Traffic {
  /** Adds one to storage slot 0 at every call. */
  private static final Bytes COUNTER_INIT_CODE =
      Bytes.fromHexString("0x600a600c600039600a6000f3" + "60016000540160005500");

  private static final BigInteger MAX_FEE = BigInteger.valueOf(20_000_000_000L);
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;
  private static final long CREATE_GAS = 200_000;
  private static final long CALL_GAS = 100_000;
  private static final long DELEGATION_GAS = 150_000;

  private final long chainId;
  private final PrivateKey key;
  private final List<JsonRpc> nodes;
  private final List<Bytes32> acknowledged = new ArrayList<>();
  private Optional<Address> counter = Optional.empty();
  private long counterCalls;
  private final List<Address> delegated = new ArrayList<>();
  private long nonce;
  private int turn;

  /**
   * @param nodes the first one is asked for the nonce to start with
   */
  public Traffic(final long chainId, final PrivateKey key, final List<JsonRpc> nodes) {
    this.chainId = chainId;
    this.key = key;
    this.nodes = List.copyOf(nodes);
    this.nonce =
        nodes
            .getFirst()
            .tryQuantity("eth_getTransactionCount", key.address().toString(), "pending")
            .orElse(0L);
  }

  /**
   * One transaction of each kind: three transfers (types 0, 1, 2), a call, a delegation with a call
   * (type 4); first a creation.
   */
  public void round() {
    if (counter.isEmpty()) {
      final Address created = createAddress(key.address(), nonce);
      send(TransactionType.DYNAMIC_FEE, Optional.empty(), COUNTER_INIT_CODE, CREATE_GAS);
      counter = Optional.of(created);
    }
    for (final TransactionType type :
        List.of(TransactionType.LEGACY, TransactionType.ACCESS_LIST, TransactionType.DYNAMIC_FEE)) {
      send(type, Optional.of(recipient()), Bytes.EMPTY, TRANSFER_GAS);
    }
    send(TransactionType.DYNAMIC_FEE, counter, Bytes.EMPTY, CALL_GAS);
    counterCalls++;
    delegate();
  }

  /** A new account is given the counter's code and called in the same transaction (EIP-7702). */
  private void delegate() {
    final PrivateKey authority =
        PrivateKey.fromHex(
            Keccak256.hash(key.address().bytes(), Bytes.ofUnsignedLong(nonce)).toHexString());
    send(
        TransactionSigner.sign(
            unsigned(
                TransactionType.SET_CODE,
                Optional.of(authority.address()),
                Bytes.EMPTY,
                DELEGATION_GAS),
            List.of(Authorization.sign(chainId, counter.orElseThrow(), 0, authority)),
            key));
    delegated.add(authority.address());
  }

  /** Hashes that a node acknowledged, in order. */
  public List<Bytes32> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /**
   * What is not as it must be on that node: an acknowledged transaction without a successful
   * receipt, or a counter that does not show every call.
   */
  public Optional<String> complaint(final JsonRpc node) {
    for (final Bytes32 hash : acknowledged) {
      final Optional<JsonNode> receipt =
          node.tryCall("eth_getTransactionReceipt", hash.toHexString());
      if (receipt.isEmpty()) {
        return Optional.of("transaction %s has no receipt on %s".formatted(hash, node.url()));
      }
      if (!receipt.get().path("status").asText().equals("0x1")) {
        return Optional.of("transaction %s failed on %s".formatted(hash, node.url()));
      }
    }
    if (counter.isPresent()) {
      final long value = slot0(node, counter.get());
      if (value != counterCalls) {
        return Optional.of(
            "the counter contract shows %d instead of %d calls on %s"
                .formatted(value, counterCalls, node.url()));
      }
    }
    for (final Address account : delegated) {
      final long value = slot0(node, account);
      if (value != 1) {
        return Optional.of(
            "the delegated account %s shows %d instead of 1 call on %s"
                .formatted(account, value, node.url()));
      }
    }
    return Optional.empty();
  }

  private static long slot0(final JsonRpc node, final Address account) {
    return node.tryCall("eth_getStorageAt", account.toString(), "0x0", "latest")
        .map(slot -> Bytes.fromHexStringLenient(slot.asText()).trimLeadingZeros().toLong())
        .orElse(-1L);
  }

  private void send(
      final TransactionType type, final Optional<Address> to, final Bytes data, final long gas) {
    send(TransactionSigner.sign(unsigned(type, to, data, gas), key));
  }

  private Unsigned unsigned(
      final TransactionType type, final Optional<Address> to, final Bytes data, final long gas) {
    return new Unsigned(
        type,
        chainId,
        nonce,
        MAX_FEE,
        TIP,
        gas,
        to,
        data.isEmpty() && gas == TRANSFER_GAS ? BigInteger.ONE : BigInteger.ZERO,
        data);
  }

  private void send(final SignedTransaction transaction) {
    final JsonRpc node = nodes.get(turn++ % nodes.size());
    try {
      node.call("eth_sendRawTransaction", transaction.raw().toHexString());
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException(
          "%s refused transaction %s (type %d, nonce %d): %s"
              .formatted(
                  node.url(), transaction.hash(), transaction.type().id(), nonce, e.getMessage()),
          e);
    }
    acknowledged.add(transaction.hash());
    nonce++;
  }

  /** A fresh account for each transfer, so that the state grows as on a real chain. */
  private Address recipient() {
    return new Address(
        Keccak256.hash(key.address().bytes(), Bytes.ofUnsignedLong(nonce)).slice(12));
  }

  /** Address of a contract created by CREATE: keccak(rlp([sender, nonce]))[12..]. */
  static Address createAddress(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(sender.bytes()).uint64(nonce))).slice(12));
  }
}
