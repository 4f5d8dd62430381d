/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.testkit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.chain.StatelessRules;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.SkipKind;

/** Accounts of {@link FakeEngine} and the rules by which transactions change them. */
final class FakeState implements FakeContract.Memory {
  private static final AccountState EMPTY = new AccountState(0, BigInteger.ZERO, false);

  /**
   * @param gasAfter gas of the block after each of those that are included
   */
  record Execution(
      List<Bytes> included, List<SkippedTransaction> skipped, List<Long> gasAfter, long gasUsed) {}

  /** What is the same for all transactions of a block. */
  record Rules(long chainId, BigInteger baseFee, long gasLimit, Address coinbase) {}

  private final TreeMap<Address, AccountState> accounts =
      new TreeMap<>(Comparator.comparing(Address::bytes));

  private record Word(Address account, UInt256 slot) {}

  private final TreeMap<Word, Bytes32> storage =
      new TreeMap<>(
          Comparator.comparing((Word word) -> word.account().bytes()).thenComparing(Word::slot));

  private record Deployed(Address account, FakeContract code) {}

  private Optional<Deployed> contract = Optional.empty();

  private FakeState() {}

  static FakeState of(final Map<Address, BigInteger> balances) {
    final FakeState state = new FakeState();
    balances.forEach(
        (address, wei) -> state.accounts.put(address, new AccountState(0, wei, false)));
    return state;
  }

  FakeState copy() {
    final FakeState copy = new FakeState();
    copy.accounts.putAll(accounts);
    copy.storage.putAll(storage);
    copy.contract = contract;
    return copy;
  }

  AccountState account(final Address address) {
    return accounts.getOrDefault(address, EMPTY);
  }

  Bytes32 storage(final Address account, final UInt256 slot) {
    return storage.getOrDefault(new Word(account, slot), Bytes32.ZERO);
  }

  void deploy(final Address account, final FakeContract code) {
    contract = Optional.of(new Deployed(account, code));
  }

  void begin(final Bytes32 l1InfoRoot) {
    contract.ifPresent(deployed -> deployed.code().begin(this, l1InfoRoot));
  }

  @Override
  public Bytes32 word(final Address account, final UInt256 slot) {
    return storage(account, slot);
  }

  @Override
  public void store(final Address account, final UInt256 slot, final Bytes32 value) {
    storage.put(new Word(account, slot), value);
  }

  @Override
  public void move(final Address from, final Address to, final BigInteger wei) {
    credit(from, wei.negate());
    credit(to, wei);
  }

  Bytes32 root() {
    return Keccak256.hash(
        RlpWriter.encodeList(
            writer -> {
              accounts.forEach(
                  (address, account) -> {
                    writer.bytes(address.bytes()).uint64(account.nonce());
                    writer.integer(account.balance());
                  });
              storage.forEach(
                  (word, value) ->
                      writer.bytes(word.account().bytes()).bytes(word.slot()).bytes(value));
            }));
  }

  /**
   * @param before gas that the block has used before these
   */
  Execution apply(
      final List<Bytes> transactions,
      final Function<Bytes, SignedTransaction> decoder,
      final Rules rules,
      final long before,
      final FakeMeter meter) {
    final List<Bytes> included = new ArrayList<>();
    final List<SkippedTransaction> skipped = new ArrayList<>();
    final List<Long> gasAfter = new ArrayList<>();
    long gasUsed = before;
    for (int i = 0; i < transactions.size(); i++) {
      final Bytes raw = transactions.get(i);
      try {
        gasUsed += apply(i, raw, decoder, rules, rules.gasLimit() - gasUsed, meter);
        included.add(raw);
        gasAfter.add(gasUsed);
      } catch (final LeftOut e) {
        skipped.add(new SkippedTransaction(i, raw, e.getMessage(), e.kind()));
      }
    }
    return new Execution(
        List.copyOf(included), List.copyOf(skipped), List.copyOf(gasAfter), gasUsed);
  }

  private long apply(
      final int index,
      final Bytes raw,
      final Function<Bytes, SignedTransaction> decoder,
      final Rules rules,
      final long gasLeft,
      final FakeMeter meter)
      throws LeftOut {
    final long chainId = rules.chainId();
    final BigInteger baseFee = rules.baseFee();
    final Address coinbase = rules.coinbase();
    final long gasLimit = rules.gasLimit();
    final SignedTransaction tx;
    try {
      tx = decoder.apply(raw);
    } catch (final TransactionDecodeException e) {
      throw new LeftOut(e.getMessage(), SkipKind.CANNOT_APPLY);
    }
    meter.refuse(index, tx.gasLimit());
    final AccountState sender = account(tx.sender());
    final Optional<String> broken = StatelessRules.broken(tx, chainId, gasLimit);
    refuseIf(broken.isPresent(), broken.orElse(""), SkipKind.CANNOT_APPLY);
    refuseIf(tx.nonce() < sender.nonce(), "nonce too low", SkipKind.CANNOT_APPLY);
    refuseIf(tx.nonce() > sender.nonce(), "nonce too high", SkipKind.NOT_YET);
    final BigInteger gas = IntrinsicGas.of(tx);
    refuseIf(tx.gasLimit() > gasLeft, "block gas exhausted", SkipKind.NOT_TRIED);
    refuseIf(tx.maxFeePerGas().compareTo(baseFee) < 0, "max fee below base fee", SkipKind.NOT_YET);
    refuseIf(
        sender.balance().compareTo(tx.upfrontCost()) < 0, "insufficient balance", SkipKind.NOT_YET);
    meter.execute(index, raw, gas.longValueExact());

    final BigInteger price = tx.maxFeePerGas().min(baseFee.add(tx.maxPriorityFeePerGas()));
    final BigInteger cost = price.multiply(gas).add(tx.value());
    accounts.put(
        tx.sender(),
        new AccountState(sender.nonce() + 1, sender.balance().subtract(cost), sender.delegated()));
    tx.authorizations().forEach(authorization -> delegate(authorization, chainId));
    credit(tx.to().orElseGet(() -> created(tx)), tx.value());
    if (tx.data().equals(FakeEngine.DRAIN)) {
      tx.to().filter(to -> account(to).delegated()).ifPresent(to -> drain(to, tx.sender()));
    }
    store(tx.to().orElseGet(() -> created(tx)), tx.data());
    contract
        .filter(deployed -> tx.to().filter(deployed.account()::equals).isPresent())
        .ifPresent(deployed -> deployed.code().call(this, tx));
    credit(coinbase, price.subtract(baseFee).multiply(gas));
    return gas.longValueExact();
  }

  private void store(final Address account, final Bytes data) {
    StoringCode.read(data)
        .ifPresent(store -> storage.put(new Word(account, store.slot()), store.value()));
  }

  /** EIP-7702, without the code. */
  private void delegate(final Authorization authorization, final long chainId) {
    final boolean ours =
        authorization.chainId().signum() == 0
            || authorization.chainId().equals(BigInteger.valueOf(chainId));
    authorization
        .authority()
        .filter(authority -> ours && account(authority).nonce() == authorization.nonce())
        .ifPresent(
            authority ->
                accounts.put(
                    authority,
                    new AccountState(
                        authorization.nonce() + 1,
                        account(authority).balance(),
                        !authorization.address().equals(Address.ZERO))));
  }

  private void drain(final Address account, final Address into) {
    final AccountState state = account(account);
    accounts.put(account, new AccountState(state.nonce(), BigInteger.ZERO, true));
    credit(into, state.balance());
  }

  private static Address created(final SignedTransaction tx) {
    return new Address(
        Keccak256.hash(
                RlpWriter.encodeList(
                    writer -> writer.bytes(tx.sender().bytes()).uint64(tx.nonce())))
            .slice(12));
  }

  private void credit(final Address address, final BigInteger wei) {
    if (wei.signum() != 0) {
      final AccountState account = account(address);
      accounts.put(
          address,
          new AccountState(account.nonce(), account.balance().add(wei), account.delegated()));
    }
  }

  private static void refuseIf(final boolean condition, final String reason, final SkipKind kind)
      throws LeftOut {
    if (condition) {
      throw new LeftOut(reason, kind);
    }
  }
}
