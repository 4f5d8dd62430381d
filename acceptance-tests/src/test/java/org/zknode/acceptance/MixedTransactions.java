/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;

/**
 * The signed transactions of one account of {@link MixedLoad}, of all types, and what they have
 * done when all are executed: creations, calls, reverts, transfers, access lists, delegations.
 *
 * <p>Type 4 (EIP-7702) raises the nonce of whoever delegates. So an account delegates for another
 * one that sends nothing itself, its authority, again and again, to two contracts in turn; and for
 * itself with its last transaction, after which it has one nonce more than it has sent
 * transactions.
 */
final class MixedTransactions {
  /** Adds one to storage slot 0 at every call. */
  static final Bytes COUNTER =
      Bytes.fromHexString("0x600a600c600039600a6000f3" + "60016000540160005500");

  /** Reverts at every call. */
  static final Bytes REVERTER = Bytes.fromHexString("0x6005600c60003960056000f3" + "60006000fd");

  static final long CREATE_GAS = 120_000;
  static final BigInteger MAX_FEE = BigInteger.valueOf(200_000_000_000L);
  static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);

  private static final long TRANSFER_GAS = 21_000;
  private static final long CALL_GAS = 60_000;
  private static final long DELEGATION_GAS = 150_000;

  /** Transactions after which the kinds begin anew. */
  private static final int CYCLE = 8;

  /** Position of the delegation in it. */
  private static final int DELEGATION = 4;

  /** What the code of a delegated account begins with (EIP-7702). */
  private static final Bytes DELEGATED = Bytes.fromHexString("0xef0100");

  private final long chainId;
  private final PrivateKey account;
  private final int count;
  private final Address counter;
  private final Address reverter;
  private final Address own;
  private final Address nobody;
  private final PrivateKey authority;

  /**
   * @param count transactions, with nonces from 0
   * @param counter contract of {@link #COUNTER} that all accounts call
   * @param reverter contract of {@link #REVERTER}
   */
  MixedTransactions(
      final long chainId,
      final PrivateKey account,
      final int count,
      final Address counter,
      final Address reverter) {
    this.chainId = chainId;
    this.account = account;
    this.count = count;
    this.counter = counter;
    this.reverter = reverter;
    this.own = created(account.address(), 0);
    this.nobody = new Address(Keccak256.hash(account.address().bytes()).slice(12));
    this.authority =
        PrivateKey.fromHex(
            Keccak256.hash(account.address().bytes(), Bytes.of(DELEGATION)).toHexString());
  }

  List<SignedTransaction> sign() {
    return IntStream.range(0, count).mapToObj(this::transaction).toList();
  }

  private SignedTransaction transaction(final int nonce) {
    if (nonce == count - 1) {
      // The account's nonce is raised by the transaction first, then by its authorization.
      return delegation(nonce, account, nonce + 1L, counter);
    }
    return switch (nonce % CYCLE) {
      case 0 -> plain(nonce, TransactionType.DYNAMIC_FEE, Optional.empty(), CREATE_GAS);
      case 1 -> plain(nonce, TransactionType.LEGACY, Optional.of(nobody), TRANSFER_GAS);
      case 2 -> withAccessList(nonce, counter, List.of(Bytes32.ZERO));
      case 3 -> plain(nonce, TransactionType.DYNAMIC_FEE, Optional.of(nobody), TRANSFER_GAS);
      case DELEGATION -> delegation(nonce, authority, nonce / CYCLE, target(nonce / CYCLE));
      case 5 -> plain(nonce, TransactionType.DYNAMIC_FEE, Optional.of(reverter), CALL_GAS);
      case 6 -> withAccessList(nonce, own, List.of(Bytes32.ZERO, Bytes32.repeat((byte) 1)));
      default -> plain(nonce, TransactionType.LEGACY, Optional.of(own), CALL_GAS);
    };
  }

  private Address target(final int delegation) {
    return delegation % 2 == 0 ? counter : own;
  }

  private SignedTransaction plain(
      final long nonce, final TransactionType type, final Optional<Address> to, final long gas) {
    return TransactionSigner.sign(unsigned(type, nonce, to, gas), account);
  }

  private Unsigned unsigned(
      final TransactionType type, final long nonce, final Optional<Address> to, final long gas) {
    return new Unsigned(
        type,
        chainId,
        nonce,
        MAX_FEE,
        TIP,
        gas,
        to,
        gas == TRANSFER_GAS ? BigInteger.ONE : BigInteger.ZERO,
        to.isEmpty() ? COUNTER : Bytes.EMPTY);
  }

  /** The delegated account is also called, so that the delegation shows in its storage. */
  private SignedTransaction delegation(
      final long nonce, final PrivateKey by, final long byNonce, final Address target) {
    return TransactionSigner.sign(
        unsigned(TransactionType.SET_CODE, nonce, Optional.of(by.address()), DELEGATION_GAS),
        List.of(Authorization.sign(chainId, target, byNonce, by)),
        account);
  }

  /** Type 1, which the node's own signer only makes with an empty list (EIP-2930). */
  private SignedTransaction withAccessList(
      final long nonce, final Address to, final List<Bytes32> slots) {
    final Bytes type = Bytes.of(TransactionType.ACCESS_LIST.id());
    final Signature signature =
        account.sign(
            Keccak256.hash(type, RlpWriter.encodeList(writer -> fields(writer, nonce, to, slots))));
    return SignedTransaction.decode(
        Bytes.concatenate(
            type,
            RlpWriter.encodeList(
                writer -> {
                  fields(writer, nonce, to, slots);
                  writer.uint64(signature.recoveryId());
                  writer.integer(signature.r()).integer(signature.s());
                })));
  }

  private void fields(
      final RlpWriter writer, final long nonce, final Address to, final List<Bytes32> slots) {
    writer.uint64(chainId).uint64(nonce).integer(MAX_FEE).uint64(CALL_GAS);
    writer.bytes(to.bytes()).integer(BigInteger.ZERO).bytes(Bytes.EMPTY);
    writer.list(
        list ->
            list.list(
                entry -> {
                  entry.bytes(to.bytes());
                  entry.list(keys -> slots.forEach(keys::bytes));
                }));
  }

  Address sender() {
    return account.address();
  }

  /** Of the sender at the end: one for each transaction, one for the last one's authorization. */
  long lastNonce() {
    return count + 1L;
  }

  boolean reverts(final SignedTransaction transaction) {
    return transaction.to().filter(reverter::equals).isPresent();
  }

  /** Calls of the shared counter itself, which count in its own storage. */
  long sharedCalls() {
    return cases(2);
  }

  /**
   * An account at the end.
   *
   * @param calls of the counter's code in its own storage
   * @param code empty where that is not looked at
   */
  record Expected(Address address, long nonce, long calls, Optional<Bytes> code) {}

  /** The sender, its own contract, and the authority. */
  List<Expected> expected() {
    final int delegations = (int) cases(DELEGATION);
    return List.of(
        new Expected(sender(), lastNonce(), 1, Optional.of(delegatedTo(counter))),
        new Expected(own, 1, cases(6) + cases(7), Optional.empty()),
        new Expected(
            authority.address(),
            delegations,
            delegations,
            Optional.of(delegatedTo(target(delegations - 1)))));
  }

  private long cases(final int position) {
    return IntStream.range(0, count - 1).filter(nonce -> nonce % CYCLE == position).count();
  }

  private static Bytes delegatedTo(final Address target) {
    return Bytes.concatenate(DELEGATED, target.bytes());
  }

  /** Address of a contract created by CREATE: keccak(rlp([sender, nonce]))[12..]. */
  static Address created(final Address sender, final long nonce) {
    return new Address(
        Keccak256.hash(RlpWriter.encodeList(w -> w.bytes(sender.bytes()).uint64(nonce))).slice(12));
  }
}
