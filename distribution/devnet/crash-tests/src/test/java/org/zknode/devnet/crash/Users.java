/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import com.esaulpaugh.headlong.abi.Function;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.node.RollupNode;
import org.zknode.rollup.pool.PoolRejectedException;

/** Sends transactions until each is acknowledged, and remembers what was. */
final class Users {
  private static final Function BRIDGE_MESSAGE =
      new Function("bridgeMessage(uint32,address,bool,bytes)");
  private static final BigInteger FEE = BigInteger.valueOf(20_000_000_000L);
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);
  private static final long TRANSFER_GAS = 21_000;
  private static final long DATA_GAS = 200_000;

  /** What a transaction does: its recipient gets nothing else. */
  record Payment(Address to, BigInteger value, boolean forced) {}

  /** Acknowledged or forced: each must be in the chain exactly once. */
  private final Map<Bytes32, Payment> must = new LinkedHashMap<>();

  /** Acknowledged but impossible: must never be in the chain. */
  private final List<Bytes32> never = new ArrayList<>();

  private long aliceNonce;
  private long forcedNonce;
  private int poor;

  Map<Bytes32, Payment> must() {
    return Map.copyOf(must);
  }

  List<Bytes32> never() {
    return List.copyOf(never);
  }

  /** A transfer of one wei to an account of its own, with that many bytes of data. */
  SignedTransaction transfer(final int dataBytes) {
    final SignedTransaction transaction =
        sign(
            Keys.ALICE,
            aliceNonce,
            recipient(Keys.ALICE, aliceNonce),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, dataBytes));
    aliceNonce++;
    must.put(transaction.hash(), payment(transaction, BigInteger.ONE, false));
    return transaction;
  }

  /** Sends a message to L1, which changes the local exit root of the chain. */
  SignedTransaction deposit() {
    final SignedTransaction transaction =
        sign(
            Keys.ALICE,
            aliceNonce,
            L2Contracts.BRIDGE,
            BigInteger.ZERO,
            message(Bytes.ofUnsignedLong(aliceNonce)));
    aliceNonce++;
    must.put(transaction.hash(), payment(transaction, GenesisContracts.BRIDGE_BALANCE, false));
    return transaction;
  }

  private static Bytes message(final Bytes data) {
    return Bytes.wrap(
        BRIDGE_MESSAGE
            .encodeCallWithArgs(
                0L,
                com.esaulpaugh.headlong.abi.Address.wrap(
                    com.esaulpaugh.headlong.abi.Address.toChecksumAddress(
                        Keys.ALICE.address().toString())),
                true,
                data.toArray())
            .array());
  }

  /** Needs more of a batch than a whole batch has; its nonce is used again. */
  SignedTransaction oversized(final int dataBytes) {
    final SignedTransaction transaction =
        sign(
            nextPoor(),
            0,
            recipient(Keys.ALICE, -1),
            BigInteger.ONE,
            Bytes.repeat((byte) 1, dataBytes));
    never.add(transaction.hash());
    return transaction;
  }

  /** Two transactions of which the account can pay only the first. */
  List<SignedTransaction> overspent() {
    final PrivateKey account = nextPoor();
    final SignedTransaction first =
        sign(account, 0, recipient(account, 0), Keys.HALF_ETHER_AND_MORE, Bytes.EMPTY);
    final SignedTransaction second =
        sign(account, 1, recipient(account, 1), Keys.HALF_ETHER_AND_MORE, Bytes.EMPTY);
    must.put(first.hash(), payment(first, Keys.HALF_ETHER_AND_MORE, false));
    never.add(second.hash());
    return List.of(first, second);
  }

  /** Waits for one before it, which never comes; must never be in the chain. */
  SignedTransaction waiting() {
    final PrivateKey account = nextPoor();
    final SignedTransaction transaction =
        sign(account, 1, recipient(account, 1), BigInteger.ONE, Bytes.EMPTY);
    never.add(transaction.hash());
    return transaction;
  }

  /** That {@link #transfer} uses next. */
  long nextNonce() {
    return aliceNonce;
  }

  /** Data of a forced batch with one transfer. */
  Bytes forced() {
    final SignedTransaction transaction =
        sign(
            Keys.FORCED_SENDER,
            forcedNonce,
            recipient(Keys.FORCED_SENDER, forcedNonce),
            BigInteger.ONE,
            Bytes.EMPTY);
    forcedNonce++;
    must.put(transaction.hash(), payment(transaction, BigInteger.ONE, true));
    return BatchCodec.encodeForced(List.of(transaction.raw()));
  }

  private static Payment payment(
      final SignedTransaction transaction, final BigInteger value, final boolean forced) {
    return new Payment(transaction.to().orElseThrow(), value, forced);
  }

  private PrivateKey nextPoor() {
    return Keys.poor(poor++);
  }

  private static SignedTransaction sign(
      final PrivateKey key,
      final long nonce,
      final Address to,
      final BigInteger value,
      final Bytes data) {
    return TransactionSigner.sign(
        new Unsigned(
            data.isEmpty() ? TransactionType.LEGACY : TransactionType.DYNAMIC_FEE,
            Keys.L2_CHAIN_ID,
            nonce,
            FEE,
            data.isEmpty() ? FEE : TIP,
            data.isEmpty() ? TRANSFER_GAS : DATA_GAS,
            Optional.of(to),
            value,
            data),
        key);
  }

  private static Address recipient(final PrivateKey from, final long nonce) {
    return new Address(
        Keccak256.hash(from.address().bytes(), Bytes.ofUnsignedLong(nonce + 1)).slice(12));
  }

  /**
   * Tries once.
   *
   * @return whether the node has it: acknowledged now, or stored at an earlier try whose answer got
   *     lost
   */
  static boolean submit(final RollupNode node, final SignedTransaction transaction) {
    try {
      node.gateway().submit(transaction);
      return true;
    } catch (final PoolRejectedException e) {
      if (e.getMessage().contains("already known") || e.getMessage().contains("nonce too low")) {
        return true;
      }
      if (e.getMessage().contains("later") || e.getMessage().contains("starting")) {
        return false;
      }
      throw new AssertionError("transaction refused: " + e.getMessage(), e);
    } catch (final Crash e) {
      return false;
    }
  }
}
