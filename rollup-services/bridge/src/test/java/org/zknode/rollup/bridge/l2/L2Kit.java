/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.DailyLimit.Spent;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.status.RecordingStatus;
import org.zknode.rollup.testkit.CountingMetrics;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.MutableClock;
import org.zknode.rollup.testkit.TestTransactions;

/** An account on a fake engine, with a pool from which the test takes transactions into blocks. */
final class L2Kit implements L2Gateway, SpendingBook {
  static final PrivateKey KEY = TestTransactions.key(7);
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  static final BigInteger MAX_FEE = GWEI.multiply(BigInteger.valueOf(50));
  static final Duration REPLACE_AFTER = Duration.ofMinutes(1);
  static final DailyLimit PLENTY = new DailyLimit(1L << 50, BigInteger.ZERO);

  final MutableClock clock = MutableClock.create();
  final RecordingStatus status = new RecordingStatus();
  final CountingMetrics metrics = new CountingMetrics();
  final List<SignedTransaction> pool = new ArrayList<>();
  final Set<Bytes32> dead = new HashSet<>();
  BigInteger gasPrice = GWEI;
  boolean failing;
  final Map<List<Object>, Spent> book = new HashMap<>();
  final Map<Address, Map<UInt256, Bytes32>> words = new HashMap<>();
  final ForwardingEngine engine;
  Optional<RefusedException> refusal = Optional.empty();

  /** What the pool says of one transaction, which it does not take. */
  Function<SignedTransaction, Optional<RefusedException>> refusalOf = one -> refusal;

  L2Kit() {
    this(FakeEngine.funded(KEY.address()));
  }

  L2Kit(final FakeEngine fake) {
    engine =
        new ForwardingEngine(fake) {
          @Override
          public Bytes32 storage(final long number, final Address account, final UInt256 slot) {
            return words.getOrDefault(account, Map.of()).getOrDefault(slot, Bytes32.ZERO);
          }

          @Override
          public ChainReader reader() {
            return failing ? failing(super.reader()) : super.reader();
          }
        };
  }

  /** All transactions that are in blocks have failed. */
  private static ChainReader failing(final ChainReader reader) {
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, method, arguments) ->
                method.getName().equals("executed")
                    ? reader.executed((long) arguments[0]).map(L2Kit::failed)
                    : method.invoke(reader, arguments));
  }

  private static ExecutedBlock failed(final ExecutedBlock block) {
    return new ExecutedBlock(
        block.block(),
        block.transactionsRoot(),
        block.receiptsRoot(),
        block.logsBloom(),
        block.prevRandao(),
        block.size(),
        block.receipts().stream()
            .map(
                receipt ->
                    new Receipt(
                        false, receipt.cumulativeGasUsed(), receipt.logsBloom(), receipt.logs()))
            .toList());
  }

  L2Account account() {
    return new L2Account(
        KEY,
        new L2AccountSettings(engine.chainId(), MAX_FEE, REPLACE_AFTER),
        engine,
        this,
        status,
        clock);
  }

  Budget budget(final DailyLimit limit) {
    return new Budget(Purpose.CLAIMS, limit, this, clock, amount -> {});
  }

  @Override
  public void submit(final SignedTransaction transaction) throws RefusedException {
    final Optional<RefusedException> refused = refusalOf.apply(transaction);
    if (refused.isPresent()) {
      throw refused.get();
    }
    pool.removeIf(other -> other.nonce() == transaction.nonce());
    pool.add(transaction);
  }

  @Override
  public long nextNonce(final Address sender, final long latest) {
    long next = latest;
    for (final SignedTransaction transaction : pool) {
      next = Math.max(next, transaction.nonce() + 1);
    }
    return next;
  }

  @Override
  public boolean isDead(final Bytes32 hash) {
    return dead.contains(hash);
  }

  /** As a sequencer that has executed it for nothing. */
  void throwAway(final SignedTransaction transaction) {
    pool.remove(transaction);
    dead.add(transaction.hash());
  }

  @Override
  public BigInteger gasPrice() {
    return gasPrice;
  }

  @Override
  public Spent spent(final Purpose purpose, final long day) {
    return book.getOrDefault(List.of(purpose, day), Spent.NOTHING);
  }

  Spent spentToday() {
    return spent(Purpose.CLAIMS, today());
  }

  /** Days since the epoch. */
  long today() {
    return TimeUnit.MILLISECONDS.toDays(clock.millis());
  }

  @Override
  public void add(final Purpose purpose, final long day, final long gas, final BigInteger wei) {
    book.put(List.of(purpose, day), spent(purpose, day).plus(gas, wei));
  }

  void refuse(final Refusal why, final String text) {
    refusal = Optional.of(new RefusedException(why, text));
  }

  void word(final Address account, final UInt256 slot, final Bytes32 value) {
    words.computeIfAbsent(account, key -> new HashMap<>()).put(slot, value);
  }

  /** A block with all of the pool. */
  L2Block mine() throws Exception {
    final L2Block block = block(pool.stream().map(SignedTransaction::raw).toList());
    pool.clear();
    return block;
  }

  L2Block block(final List<Bytes> raw) throws Exception {
    final L2Block head = engine.head();
    return engine
        .extend(
            new BlockAttributes(
                head.number() + 1,
                head.hash(),
                head.timestamp() + 2,
                head.coinbase(),
                head.gasLimit(),
                0,
                Bytes32.ZERO),
            raw,
            Optional.empty())
        .block();
  }

  List<String> reasons() {
    return status.snapshot().reasons().stream().map(reason -> reason.key()).toList();
  }

  String text(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(reason -> reason.text())
        .findFirst()
        .orElse("");
  }
}
