/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestTransactions;

/** Callers of {@code eth_sendRawTransactionSync} whose transactions are in no block for long. */
class SyncCallersTest {
  private static final int LIMIT = 3;
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Over before anybody is refused, as that takes longer. */
  private static final Duration SOON = Duration.ofMillis(1);

  private final NewBlocks blocks = new NewBlocks();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<SignedTransaction> sent = new CopyOnWriteArrayList<>();

  private final HostTransactions host =
      new HostTransactions() {
        @Override
        public Bytes32 send(final String raw) {
          final SignedTransaction transaction = SignedTransaction.decode(Bytes.fromHexString(raw));
          sent.add(transaction);
          return transaction.hash();
        }

        @Override
        public Optional<Object> receipt(final Bytes32 hash) {
          return Optional.empty();
        }

        @Override
        public int maxWaiting() {
          return LIMIT;
        }
      };

  private static final class NonePending implements PendingTransactions {
    @Override
    public Optional<Map<String, Object>> find(final Bytes32 hash) {
      return Optional.empty();
    }

    @Override
    public long nextNonce(final Address sender, final long latest) {
      return latest;
    }
  }

  @AfterEach
  void stop() {
    blocks.close();
    threads.close();
  }

  private RpcMethod method(final Duration usual) {
    return new SendRawTransactionSync(
            host,
            new SyncTimeouts(usual, LONG),
            FakeEngine.funded(),
            new NonePending(),
            blocks,
            new Preconfirmations(blocks::wake),
            Metrics.none())
        .methods()
        .get(SendRawTransactionSync.NAME);
  }

  /** Of a sender of its own. */
  private static SignedTransaction of(final int sender, final int tip) {
    return TestTransactions.transfer(
        TransactionType.DYNAMIC_FEE,
        TestTransactions.key(sender),
        0,
        Address.fromHex("0x%040x".formatted(tip)));
  }

  private static Object call(final RpcMethod method, final SignedTransaction transaction)
      throws RpcException {
    return method.call(List.of(transaction.raw().toHexString(), (int) LONG.toMillis()));
  }

  private Future<Object> starts(final RpcMethod method, final SignedTransaction transaction) {
    final int before = sent.size();
    final Future<Object> answer = threads.submit(() -> call(method, transaction));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> sent.size() > before);
    return answer;
  }

  private static RpcException failure(final Future<Object> answer) {
    final ExecutionException failed =
        catchThrowableOfType(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
    assertThat(failed).hasCauseInstanceOf(RpcException.class);
    return (RpcException) failed.getCause();
  }

  private static RpcException refused(final RpcMethod method, final SignedTransaction transaction) {
    return catchThrowableOfType(RpcException.class, () -> call(method, transaction));
  }

  /** The hash is what it needs to go on. */
  @Test
  void whoHasWaitedLongestMakesRoom() {
    final RpcMethod method = method(SOON);
    final List<Future<Object>> answers = new ArrayList<>();
    for (int sender = 1; sender <= LIMIT; sender++) {
      answers.add(starts(method, of(sender, 0)));
    }
    answers.add(starts(method, of(LIMIT + 1, 0)));
    final RpcException calledOff = failure(answers.getFirst());
    assertThat(calledOff.code()).isEqualTo(4);
    assertThat(calledOff.data()).contains(of(1, 0).hash().toHexString());
    assertThat(calledOff)
        .hasMessage(
            "the transaction was taken, but it is in no block yet, and another caller needs this"
                + " one's place: ask for the receipt later");
    assertThat(answers.subList(1, answers.size())).noneMatch(Future::isDone);
    answers.add(starts(method, of(LIMIT + 2, 0)));
    assertThat(failure(answers.get(1)).data()).contains(of(2, 0).hash().toHexString());
    assertThat(answers.subList(2, answers.size())).noneMatch(Future::isDone);
  }

  @Test
  void theUsualTimeIsEverybodys() {
    final RpcMethod method = method(LONG);
    final List<Future<Object>> answers = new ArrayList<>();
    for (int sender = 1; sender <= LIMIT; sender++) {
      answers.add(starts(method, of(sender, 0)));
    }
    assertThat(refused(method, of(LIMIT + 1, 0)))
        .hasMessageStartingWith("3 callers of eth_sendRawTransactionSync wait at this node: ");
    assertThat(sent).hasSize(LIMIT);
    assertThat(answers).noneMatch(Future::isDone);
  }

  @Test
  void oneSenderHasTwoPlacesAtTheMost() {
    final RpcMethod method = method(SOON);
    final List<Future<Object>> answers = new ArrayList<>();
    answers.add(starts(method, of(1, 0)));
    answers.add(starts(method, of(1, 1)));
    final RpcException refused = refused(method, of(1, 2));
    assertThat(refused.code()).isEqualTo(-32005);
    assertThat(refused)
        .hasMessage(
            "2 callers of eth_sendRawTransactionSync wait at this node for transactions of the same"
                + " sender: nothing was sent; try again, or use eth_sendRawTransaction and ask for"
                + " the receipt");
    assertThat(sent).hasSize(2);
    answers.add(starts(method, of(2, 0)));
    // And drives nobody out when all are taken.
    assertThat(refused(method, of(1, 2))).hasMessageContaining("wait at this node: nothing");
    assertThat(answers).noneMatch(Future::isDone);
  }

  /** Handed on, taken and given back: their number stays. */
  @Test
  void placesAreNeitherLostNorMade() {
    final SyncCallers callers = new SyncCallers(1, Duration.ZERO, () -> {});
    for (int i = 0; i < 3; i++) {
      final SyncCallers.Caller first = (SyncCallers.Caller) callers.enter(Optional.empty());
      // It has sent nothing, and cannot be called off.
      assertThat(callers.enter(Optional.empty())).isEqualTo(new SyncCallers.AllTaken(1));
      assertThat(first.isCalledOff()).isFalse();
      first.waits();
      // It is called off and hangs: the next one gives up, and the place stays taken.
      assertThat(callers.enter(Optional.empty())).isEqualTo(new SyncCallers.AllTaken(1));
      assertThat(first.isCalledOff()).isTrue();
      assertThat(callers.enter(Optional.empty())).isEqualTo(new SyncCallers.AllTaken(1));
      first.close();
    }
  }
}
