/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.devnet.BenchKeys;
import org.zknode.devnet.Devnet;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;

/**
 * The transactions of a run, the same in every run: transfers to fresh accounts and calls that
 * write a fresh storage slot, one after the other, from {@link BenchKeys}. The very first one
 * creates the called contract.
 */
final class BenchTransactions {
  /** For people who read the figures. */
  static final String KINDS = "1/2 transfers to new accounts, 1/2 calls that write a new slot";

  /** sstore(calldata[0..32], calldata[32..64]), behind code that installs it. */
  private static final Bytes STORE_INIT_CODE =
      Bytes.fromHexString("0x6008600c60003960086000f3" + "6020356000355500");

  private static final BigInteger MAX_FEE = BigInteger.valueOf(100_000_000_000L);

  /** What an idle node suggests. */
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);

  private static final long TRANSFER_GAS = 21_000;

  /** A call's intrinsic gas with 64 bytes of data, and a write to an empty slot. */
  private static final long CALL_GAS = 50_000;

  private static final long CREATE_GAS = 150_000;

  private final List<PrivateKey> keys = BenchKeys.all();
  private final long[] nonces = new long[BenchKeys.COUNT];
  private final Address store;
  private long index;

  private record Slot(int account, long nonce, long index) {}

  BenchTransactions() {
    this.store =
        new Address(
            Keccak256.hash(
                    RlpWriter.encodeList(w -> w.bytes(keys.getFirst().address().bytes()).uint64(0)))
                .slice(12));
  }

  /** The contract's creation; must come first. */
  SignedTransaction creation() {
    nonces[0]++;
    return TransactionSigner.sign(
        unsigned(0, Optional.empty(), BigInteger.ZERO, CREATE_GAS, STORE_INIT_CODE),
        keys.getFirst());
  }

  /** The next ones, taking the accounts in turn, each account's in order of its nonces. */
  List<SignedTransaction> next(final int count) {
    final List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final int account = (int) (index % BenchKeys.COUNT);
      slots.add(new Slot(account, nonces[account]++, index++));
    }
    return IntStream.range(0, count).parallel().mapToObj(i -> sign(slots.get(i))).toList();
  }

  private SignedTransaction sign(final Slot slot) {
    final PrivateKey key = keys.get(slot.account());
    final Bytes32 fresh = Keccak256.hash(Bytes.ofUnsignedLong(slot.index()));
    // Each account sends both kinds: its turn comes once per round of all accounts.
    final boolean transfer = (slot.index() + slot.index() / BenchKeys.COUNT) % 2 == 0;
    return TransactionSigner.sign(
        transfer
            ? unsigned(
                slot.nonce(),
                Optional.of(new Address(fresh.slice(12))),
                BigInteger.ONE,
                TRANSFER_GAS,
                Bytes.EMPTY)
            : unsigned(
                slot.nonce(),
                Optional.of(store),
                BigInteger.ZERO,
                CALL_GAS,
                Bytes.concatenate(fresh, fresh)),
        key);
  }

  private static Unsigned unsigned(
      final long nonce,
      final Optional<Address> to,
      final BigInteger value,
      final long gas,
      final Bytes data) {
    return new Unsigned(
        TransactionType.DYNAMIC_FEE, Devnet.L2_CHAIN_ID, nonce, MAX_FEE, TIP, gas, to, value, data);
  }
}
