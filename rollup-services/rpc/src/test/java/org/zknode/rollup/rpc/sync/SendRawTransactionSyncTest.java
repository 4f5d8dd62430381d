/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.AnnouncingEngine;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

class SendRawTransactionSyncTest {
  private static final PrivateKey ALICE = TestTransactions.key(1);
  private static final int WAITING = 2;
  private static final SyncTimeouts SHORT =
      new SyncTimeouts(Duration.ofMillis(30), Duration.ofMinutes(1));

  private final NewBlocks blocks = new NewBlocks();
  private final Preconfirmations slices = new Preconfirmations(blocks::wake);
  private final ExecutionEngine engine =
      new AnnouncingEngine(FakeEngine.funded(ALICE.address()), slices, blocks);
  private final List<SignedTransaction> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger looks = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<RpcException> refusal = Optional.empty();
  private int failingLooks;
  private boolean poolIsAway;

  private final HostTransactions host =
      new HostTransactions() {
        @Override
        public Bytes32 send(final String raw) throws RpcException {
          if (refusal.isPresent()) {
            throw refusal.get();
          }
          final SignedTransaction transaction = SignedTransaction.decode(Bytes.fromHexString(raw));
          sent.add(transaction);
          return transaction.hash();
        }

        @Override
        public Optional<Object> receipt(final Bytes32 hash) {
          if (looks.incrementAndGet() <= failingLooks) {
            throw new EngineException("the chain cannot be read now");
          }
          return engine.reader().find(hash).map(at -> Map.of("transactionHash", hash, "in", at));
        }

        @Override
        public int maxWaiting() {
          return WAITING;
        }
      };

  private final PendingTransactions pending =
      new PendingTransactions() {
        @Override
        public Optional<Map<String, Object>> find(final Bytes32 hash) {
          return Optional.empty();
        }

        @Override
        public long nextNonce(final Address sender, final long latest) {
          if (poolIsAway) {
            throw new TemporaryException("the pool DB is away");
          }
          long next = latest;
          for (boolean found = true; found; next++) {
            final long wanted = next;
            found = sent.stream().anyMatch(transaction -> transaction.nonce() == wanted);
          }
          return next - 1;
        }
      };

  private RpcMethod method = method(SyncTimeouts.DEFAULT);

  private RpcMethod method(final SyncTimeouts timeouts) {
    return new SendRawTransactionSync(
            host, timeouts, engine, pending, blocks, slices, Metrics.none())
        .methods()
        .get(SendRawTransactionSync.NAME);
  }

  @AfterEach
  void stop() {
    blocks.close();
    threads.close();
  }

  private static SignedTransaction transfer(final long nonce) {
    return TestTransactions.transfer(TransactionType.DYNAMIC_FEE, ALICE, nonce, Address.ZERO);
  }

  private Object call(final SignedTransaction transaction, final Object... more)
      throws RpcException {
    final List<Object> params = new ArrayList<>(List.of(transaction.raw().toHexString()));
    params.addAll(Arrays.asList(more));
    return method.call(params);
  }

  private RpcException failure(final SignedTransaction transaction, final Object... more) {
    return catchThrowableOfType(RpcException.class, () -> call(transaction, more));
  }

  private void build(final SignedTransaction... transactions) throws BlockMismatchException {
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            Address.ZERO,
            30_000_000,
            0,
            Bytes32.ZERO),
        Arrays.stream(transactions).map(SignedTransaction::raw).toList(),
        Optional.empty());
  }

  private void awaitSent(final int count) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> sent.size() == count);
  }

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  private Slice slice(final SignedTransaction... transactions) {
    final L2Block head = engine.head();
    final List<Included> included = new ArrayList<>();
    long gas = 42_000;
    for (final SignedTransaction transaction : transactions) {
      gas += 21_000;
      included.add(
          new Kept(
              new DecodedTransaction(transaction, Optional.empty()),
              new Receipt(
                  true,
                  gas,
                  Bytes.wrap(new byte[256]),
                  List.of(new Log(Address.ZERO, List.of(), Bytes.of(7))))));
    }
    return new Slice(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            Address.ZERO,
            30_000_000,
            0,
            Bytes32.ZERO),
        UInt256.valueOf(1_000_000_000),
        1,
        2,
        42_000,
        5,
        included);
  }

  @Test
  void theReceiptComesWithTheSliceThatHasIt() throws Exception {
    final Future<Object> waiting = threads.submit(() -> call(transfer(0), 60_000));
    awaitSent(1);
    slices.preconfirmed(slice(transfer(7)));
    slices.preconfirmed(slice(transfer(6), transfer(0)));
    assertThat(waiting.get(30, TimeUnit.SECONDS))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("preconfirmed", true)
        .containsEntry("transactionHash", transfer(0).hash().toHexString())
        .containsEntry("transactionIndex", "0x3")
        .containsEntry("blockNumber", "0x1")
        .containsEntry("blockHash", Bytes32.ZERO.toHexString())
        .containsEntry("gasUsed", "0x5208")
        .containsEntry("cumulativeGasUsed", "0x14820")
        .containsEntry("status", "0x1")
        .extracting("logs")
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .first()
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("logIndex", "0x6");
  }

  /** The chain has it, or another block in its place. */
  @Test
  void aBlockTakesThePlaceOfItsSlices() throws Exception {
    slices.preconfirmed(slice(transfer(0)));
    assertThat(slices.find(transfer(0).hash())).isPresent();
    build(transfer(0));
    assertThat(slices.find(transfer(0).hash())).isEmpty();
    assertThat(call(transfer(0)))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsKey("in");
    slices.preconfirmed(slice(transfer(1)));
    engine.unwindTo(0);
    assertThat(slices.find(transfer(1).hash())).isEmpty();
  }

  @Test
  void theReceiptComesWithTheBlockThatHasIt() throws Exception {
    final Future<Object> answer = threads.submit(() -> call(transfer(0), 60_000));
    awaitSent(1);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() == 1);
    build();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() == 2);
    assertThat(answer.isDone()).isFalse();
    build(transfer(0));
    assertThat(answer.get(30, TimeUnit.SECONDS).toString())
        .contains(transfer(0).hash().toHexString());
    // Nobody looked but at first, and at each block.
    assertThat(looks).hasValue(3);
  }

  @Test
  void whatIsInABlockAlreadyIsAnsweredAtOnce() throws Exception {
    build(transfer(0));
    assertThat(call(transfer(0)).toString()).contains(transfer(0).hash().toHexString());
  }

  /** It stays where it is, and its sender knows its hash. */
  @Test
  void aTimeoutLosesNothing() throws Exception {
    method = method(SHORT);
    assertThat(failure(transfer(0)))
        .isInstanceOfSatisfying(
            RpcException.class,
            late -> {
              assertThat(late.code()).isEqualTo(4);
              assertThat(late.data()).contains(transfer(0).hash().toHexString());
              assertThat(late)
                  .hasMessage(
                      "the transaction was taken, but it is in no block after 30 ms: ask for the"
                          + " receipt later");
            });
    assertThat(sent).hasSize(1);
    build(sent.getFirst());
    assertThat(host.receipt(transfer(0).hash())).isPresent();
  }

  static List<Arguments> times() {
    return List.of(
        Arguments.of((Object) null, 30),
        Arguments.of(5, 5),
        Arguments.of(7L, 7),
        Arguments.of("0x9", 9),
        Arguments.of(0, 30),
        Arguments.of(-1, 30),
        Arguments.of(60_001, 30),
        Arguments.of(BigInteger.TWO.pow(100), 30),
        Arguments.of("0xffffffffffffffff", 30),
        Arguments.of("soon", 30),
        Arguments.of(1.5, 30));
  }

  /** EIP-7966: a time that is not allowed stands for the node's own. */
  @ParameterizedTest
  @MethodSource("times")
  void theCallerNamesTheTimeWithinLimits(final Object asked, final long millis) {
    method = method(SHORT);
    assertThat(failure(transfer(0), asked)).hasMessageContaining("after %d ms:".formatted(millis));
  }

  @Test
  void oneThatWaitsForAMissingNonceIsToldSoAtOnce() throws Exception {
    assertThat(failure(transfer(2)))
        .isInstanceOfSatisfying(
            RpcException.class,
            early -> {
              assertThat(early.code()).isEqualTo(5);
              assertThat(early.data()).contains(transfer(2).hash().toHexString());
              assertThat(early)
                  .hasMessage(
                      "the transaction was taken, but nonce 0 of %s is missing before its nonce 2:"
                          + " send that one",
                      ALICE.address());
            });
    assertThat(sent).hasSize(1);
    // Those before it are on their way: it waits like any other.
    sent.add(transfer(0));
    sent.add(transfer(1));
    final Future<Object> answer = threads.submit(() -> call(transfer(2), 60_000));
    awaitSent(4);
    build(transfer(0), transfer(1), transfer(2));
    assertThat(answer.get(30, TimeUnit.SECONDS)).isNotNull();
  }

  /** Or else the one that sent it would not learn its hash. */
  @Test
  void afterItIsSentNoFailureOfThisNodeReachesTheCaller() throws Exception {
    poolIsAway = true;
    failingLooks = 2;
    final Future<Object> answer = threads.submit(() -> call(transfer(1), 60_000));
    awaitSent(1);
    build(transfer(0), transfer(1));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() >= 1);
    build();
    build();
    assertThat(answer.get(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aRefusalIsTheHosts() {
    refusal = Optional.of(new RpcException(-32003, "nonce too low", Optional.of("0x05")));
    assertThat(failure(transfer(0))).isSameAs(refusal.get());
  }

  @Test
  void parametersThatAreNoneOfTheCallAreRefused() {
    for (final List<Object> bad :
        List.<List<Object>>of(List.of(), List.of(5), List.of("0x01", 1, 2))) {
      assertThat(catchThrowableOfType(RpcException.class, () -> method.call(bad)).code())
          .isEqualTo(-32602);
    }
  }

  @Test
  void oneCallerMoreThanMayWaitIsTurnedAwayBeforeAnythingIsSent() throws Exception {
    final List<Future<Object>> answers = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      final SignedTransaction transaction = transfer(i);
      answers.add(threads.submit(() -> call(transaction, 60_000)));
      awaitSent(i + 1);
    }
    final RpcException refused = failure(transfer(2));
    assertThat(refused.code()).isEqualTo(-32005);
    assertThat(refused)
        .hasMessage(
            "2 callers of eth_sendRawTransactionSync wait at this node: nothing was sent; try"
                + " again, or use eth_sendRawTransaction and ask for the receipt");
    assertThat(sent).hasSize(WAITING);
    build(transfer(0), transfer(1));
    for (final Future<Object> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isNotNull();
    }
    build(transfer(2));
    assertThat(call(transfer(2))).isNotNull();
  }

  @Test
  void aNodeThatStopsLetsItsCallersGo() throws Exception {
    final Future<Object> answer = threads.submit(() -> call(transfer(0), 60_000));
    awaitSent(1);
    blocks.close();
    assertThat(
            catchThrowableOfType(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS)))
        .hasCauseInstanceOf(RpcException.class)
        .hasMessageContaining("this node stops: ask another one for the receipt");
  }
}
