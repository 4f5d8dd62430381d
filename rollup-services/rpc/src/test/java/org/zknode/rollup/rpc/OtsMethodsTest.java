/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.CallRecorder;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.engine.TraceLimits;
import org.zknode.rollup.engine.TraceTooLargeException;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** Limits of what strangers may ask; the answers themselves are compared with anvil's. */
class OtsMethodsTest {
  private static final PrivateKey KEY = TestTransactions.key(1);
  private static final Address SENDER = KEY.address();
  private static final Address NOBODY = TestTransactions.key(9).address();
  private static final String LIMIT = "one call searches no further";

  private final FakeEngine engine = FakeEngine.funded(SENDER);
  private Instant now = Instant.EPOCH;
  private long nonce;

  private void block(final Bytes... transactions) throws Exception {
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            head.timestamp() + 1,
            Address.ZERO,
            head.gasLimit(),
            0,
            Bytes32.ZERO),
        List.of(transactions),
        Optional.empty());
  }

  private Bytes transfer() {
    return TestTransactions.transfer(TransactionType.LEGACY, KEY, nonce++, Address.ZERO).raw();
  }

  /** Of data, so that the block has to be executed again to know whom it named. */
  private Bytes call() {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.LEGACY,
                TestTransactions.CHAIN_ID,
                nonce++,
                BigInteger.valueOf(2_000_000_000L),
                BigInteger.valueOf(2_000_000_000L),
                2_000_000,
                Optional.of(Address.ZERO),
                BigInteger.ONE,
                Bytes.repeat((byte) 1, 30_000)),
            KEY)
        .raw();
  }

  /** The engine with another reader. */
  private ExecutionEngine reading(final ChainReader reader) {
    return new ForwardingEngine(engine) {
      @Override
      public ChainReader reader() {
        return reader;
      }
    };
  }

  private interface Answer {
    Object to(String method, Object[] arguments) throws Throwable;
  }

  /** The fake's reader, but for what that answers. */
  private ChainReader reader(final Answer answer) {
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, method, arguments) -> {
              final Object own = answer.to(method.getName(), arguments);
              try {
                return own == null ? method.invoke(engine.reader(), arguments) : own;
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Object ask(final ExecutionEngine asked, final String method, final Object... params)
      throws RpcException {
    return new OtsMethods(asked, null, () -> now).methods().get(method).call(Arrays.asList(params));
  }

  private static List<?> transactions(final Object page) {
    return (List<?>) ((Map<?, ?>) page).get("txs");
  }

  @Test
  void whatIsServedIsWhatIsAnnounced() {
    final List<String> announced = new ArrayList<>(RpcNames.ALL);
    announced.removeIf(name -> !name.startsWith("ots_") && !name.startsWith("erigon_"));
    assertThat(new OtsMethods(engine, null, InstantSource.system()).methods().keySet())
        .hasSize(13)
        .containsExactlyInAnyOrderElementsOf(announced);
  }

  @Test
  void aSearchEndsAfterSoManyBlocksAndSaysWhereToGoOn() throws Exception {
    block(transfer());
    for (int i = 0; i < OtsSearch.MAX_BLOCKS + 9; i++) {
      block();
    }
    assertThatThrownBy(() -> ask(engine, "ots_searchTransactionsBefore", SENDER.toString(), 0, 25))
        .hasMessage(
            "no transaction of %s in blocks 11 to 10010, and %s (10000 blocks, 30000000 gas of blocks executed again, 2000 ms): go on before block 11"
                .formatted(SENDER, LIMIT));
    final Object rest = ask(engine, "ots_searchTransactionsBefore", SENDER.toString(), 11, 25);
    assertThat(transactions(rest)).hasSize(1);
    assertThat((Map<?, ?>) rest).extracting("firstPage", "lastPage").containsExactly(false, true);
    assertThatThrownBy(() -> ask(engine, "ots_searchTransactionsAfter", NOBODY.toString(), 0, 25))
        .hasMessageContaining("in blocks 1 to 10000")
        .hasMessageEndingWith("go on after block 10000");
  }

  @Test
  void whatWasFoundWithinTheLimitsIsThePage() throws Exception {
    for (int i = 0; i < 3; i++) {
      block(transfer());
    }
    // Each look at the clock takes a second.
    final InstantSource slow =
        () -> {
          now = now.plusSeconds(1);
          return now;
        };
    final Object page =
        new OtsMethods(engine, null, slow)
            .methods()
            .get("ots_searchTransactionsBefore")
            .call(List.of(SENDER.toString(), 0, 25));
    assertThat(transactions(page)).hasSize(2);
    assertThat((Map<?, ?>) page).extracting("firstPage", "lastPage").containsExactly(true, false);
  }

  @Test
  void noMoreGasIsExecutedAgainThanTwoBlocksHave() throws Exception {
    for (int number = 0; number < 9; number++) {
      final List<Bytes> calls = new ArrayList<>();
      for (int i = 0; i < 11; i++) {
        calls.add(call());
      }
      block(calls.toArray(Bytes[]::new));
    }
    final long each = engine.head().gasUsed();
    final long most = (OtsSearch.MAX_TRACED_GAS + each - 1) / each;
    assertThat(most).isBetween(2L, 8L);
    final List<Object> traced = new ArrayList<>();
    final ExecutionEngine counted =
        reading(
            reader(
                (method, arguments) -> {
                  if (method.equals("callSummaries")) {
                    traced.add(arguments[0]);
                  }
                  return null;
                }));
    assertThatThrownBy(() -> ask(counted, "ots_searchTransactionsBefore", NOBODY.toString(), 0, 1))
        .hasMessageContaining(LIMIT);
    assertThat(traced).hasSize((int) most);
    traced.clear();
    block(transfer());
    assertThat(transactions(ask(counted, "ots_searchTransactionsBefore", SENDER.toString(), 0, 1)))
        .hasSize(1);
    assertThat(traced).as("a block of transfers tells by itself").isEmpty();
  }

  /** Of blocks older than the states: who sent, got and logged. */
  @Test
  void withoutTheStateABlockIsSearchedByWhatItHolds() throws Exception {
    block(call());
    final ExecutionEngine forgetful =
        reading(
            reader(
                (method, arguments) -> {
                  if (method.equals("callSummaries")) {
                    throw new StateUnavailableException("gone");
                  }
                  return null;
                }));
    for (final Address named : List.of(SENDER, Address.ZERO)) {
      assertThat(
              transactions(ask(forgetful, "ots_searchTransactionsBefore", named.toString(), 0, 25)))
          .hasSize(1);
    }
    assertThat(
            transactions(ask(forgetful, "ots_searchTransactionsAfter", NOBODY.toString(), 0, 25)))
        .isEmpty();
  }

  @Test
  void badPagesAndAddressesAreRefused() {
    for (final Object size : List.of(0, 1_001)) {
      assertThatThrownBy(
              () -> ask(engine, "ots_searchTransactionsBefore", SENDER.toString(), 0, size))
          .hasMessage(
              "invalid argument 2: a page has 1 to 1000 transactions, got %s".formatted(size));
    }
    assertThatThrownBy(() -> ask(engine, "ots_getBlockTransactions", 0, 0, 1_001))
        .hasMessageContaining("a page has 1 to 1000 transactions");
    assertThatThrownBy(() -> ask(engine, "ots_getContractCreator", "0x12"))
        .hasMessage("invalid argument 0: expected an address of 20 bytes in hex");
  }

  @Test
  void aPageBeyondTheBlockIsEmpty() throws Exception {
    block(transfer(), transfer());
    for (final Object page : List.of(1, 2, "0x7fffffffffffffff")) {
      final Map<?, ?> json = (Map<?, ?>) ask(engine, "ots_getBlockTransactions", 1, page, 2);
      assertThat((List<?>) json.get("receipts")).isEmpty();
      assertThat(((Map<?, ?>) json.get("fullblock")).get("transactionCount")).isEqualTo(2);
    }
    assertThat(ask(engine, "ots_getBlockDetails", 99)).isNull();
    assertThat(ask(engine, "ots_getBlockTransactions", 99, 0, 2)).isNull();
    assertThat(ask(engine, "erigon_getHeaderByNumber", 99)).isNull();
  }

  @Test
  void aNonceIsFoundWithFewReadsOfStates() throws Exception {
    for (int i = 0; i < 200; i++) {
      block(transfer());
    }
    final int[] reads = {0};
    final ExecutionEngine counted =
        reading(
            reader(
                (method, arguments) -> {
                  reads[0] += method.equals("nonce") ? 1 : 0;
                  return null;
                }));
    assertThat(
            ask(counted, "ots_getTransactionBySenderAndNonce", SENDER.toString(), 140).toString())
        .isEqualTo(RpcJson.hash(engine.block(141).orElseThrow().transactions().getFirst()));
    assertThat(reads[0]).isLessThan(11);
    assertThat(ask(engine, "ots_getTransactionBySenderAndNonce", SENDER.toString(), 200)).isNull();
  }

  @Test
  void whatIsOlderThanTheKeptStatesIsSaid() throws Exception {
    for (int i = 0; i < 20; i++) {
      block(transfer());
    }
    final ExecutionEngine shortOfStates =
        new ForwardingEngine(engine) {
          @Override
          public OptionalLong readableStates() {
            return OptionalLong.of(8);
          }
        };
    assertThat(
            ask(shortOfStates, "ots_getTransactionBySenderAndNonce", SENDER.toString(), 15)
                .toString())
        .isEqualTo(RpcJson.hash(engine.block(16).orElseThrow().transactions().getFirst()));
    assertThatThrownBy(
            () -> ask(shortOfStates, "ots_getTransactionBySenderAndNonce", SENDER.toString(), 3))
        .hasMessage(
            "nonce 3 of %s was used in block 13 or before it, and this node keeps no state that old (--bonsai-historical-block-limit)"
                .formatted(SENDER));
  }

  @Test
  void aContractIsFoundWhereItsCodeBegins() throws Exception {
    for (int i = 0; i < 30; i++) {
      block(transfer());
    }
    final ExecutionEngine withCode =
        reading(
            reader(
                (method, arguments) -> {
                  if (method.equals("code")) {
                    return (long) arguments[1] >= 21 && arguments[0].equals(NOBODY)
                        ? Bytes.of(1)
                        : Bytes.EMPTY;
                  }
                  if (method.equals("callSummaries")) {
                    final CallSummary.Builder creating = new CallSummary.Builder();
                    creating.add(CallTrace.Kind.CREATE2, SENDER, NOBODY);
                    return List.of(creating.build());
                  }
                  return null;
                }));
    assertThat(ask(withCode, "ots_getContractCreator", NOBODY.toString()))
        .isEqualTo(
            Map.of(
                "hash",
                RpcJson.hash(engine.block(21).orElseThrow().transactions().getFirst()),
                "creator",
                SENDER.toString()));
    assertThat(ask(withCode, "ots_getContractCreator", SENDER.toString())).isNull();
  }

  @Test
  void aTraceThatIsTooLargeIsRefused() throws Exception {
    block(transfer());
    final String hash = RpcJson.hash(engine.head().transactions().getFirst());
    final ExecutionEngine large =
        reading(
            reader(
                (method, arguments) -> {
                  if (method.equals("trace")) {
                    final CallRecorder recorder = new CallRecorder((TraceLimits) arguments[2]);
                    final CallTrace one = engine.reader().trace(1, 0, OtsTraces.LIMITS).getFirst();
                    for (int i = 0; i <= OtsTraces.LIMITS.calls(); i++) {
                      recorder.enter(one);
                    }
                    return recorder.calls();
                  }
                  return null;
                }));
    assertThatThrownBy(() -> ask(large, "ots_traceTransaction", hash))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(OtsMethods.LIMIT_EXCEEDED))
        .hasMessageContaining("more than 20000 calls");
    final CallRecorder data = new CallRecorder(new TraceLimits(10, 5));
    data.leave(
        data.enter(engine.reader().trace(1, 0, OtsTraces.LIMITS).getFirst()),
        Bytes.wrap(new byte[6]));
    assertThatThrownBy(data::calls).isInstanceOf(TraceTooLargeException.class);
  }

  @Test
  void fewCostlyCallsAtATime() throws Exception {
    block(transfer());
    final CountDownLatch entered = new CountDownLatch(OtsMethods.MAX_COSTLY);
    final CountDownLatch goOn = new CountDownLatch(1);
    final ExecutionEngine hanging =
        reading(
            reader(
                (method, arguments) -> {
                  if (method.equals("code")) {
                    entered.countDown();
                    goOn.await();
                    return Bytes.EMPTY;
                  }
                  return null;
                }));
    final Map<String, RpcMethod> methods = new OtsMethods(hanging, null, () -> now).methods();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<Future<Object>> calls = new ArrayList<>();
      for (int i = 0; i < OtsMethods.MAX_COSTLY; i++) {
        calls.add(
            threads.submit(
                () -> methods.get("ots_hasCode").call(List.of(SENDER.toString(), "latest"))));
      }
      entered.await();
      assertThatThrownBy(
              () -> methods.get("ots_getContractCreator").call(List.of(SENDER.toString())))
          .hasMessageStartingWith("too many calls at the same time: 2 calls");
      assertThat(methods.get("ots_getBlockDetails").call(List.of(1))).isNotNull();
      goOn.countDown();
      for (final Future<Object> call : calls) {
        assertThat(call.get()).isEqualTo(false);
      }
    }
  }
}
