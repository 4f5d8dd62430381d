/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zknode.rollup.grpc.ClientAccess;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.witness.Executors.Executed;
import org.zknode.rollup.witness.Executors.Question;
import org.zknode.rollup.witness.Executors.Refused;
import org.zknode.rollup.witness.Executors.Verdict;
import org.zknode.rollup.witness.Executors.Vote;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/** Several executors as one, over real connections. */
class ExecutorPoolTest {
  private static final Question QUESTION = TestExecutor.question(3, 1_000);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void closeAll() throws Exception {
    for (final AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private TestExecutor started(final TestExecutor executor) {
    open.add(executor);
    return executor;
  }

  private ExecutorPool pool(final TestExecutor... executors) {
    return pool(ClientAccess.NONE, TestExecutor.CHAIN, executors);
  }

  private ExecutorPool pool(
      final ClientAccess access, final long chain, final TestExecutor... executors) {
    final ExecutorPool pool =
        new ExecutorPool(
            new ExecutorsConfig(
                Stream.of(executors).map(TestExecutor::address).toList(),
                access,
                Duration.ofSeconds(20)),
            chain,
            Metrics.none(),
            nanos::get);
    open.add(pool);
    return pool;
  }

  private TestExecutor honest() {
    return started(TestExecutor.of(TestExecutor.honest()));
  }

  private TestExecutor liar() {
    return started(TestExecutor.of(TestExecutor.lying()));
  }

  @Test
  void aWitnessOfManyPiecesArrivesAsItIs() throws Exception {
    final Question large = TestExecutor.question(300, 7 << 20);
    final Verdict verdict = pool(honest(), honest()).ask(large);
    assertThat(verdict.votes()).hasSize(2);
    final Executed executed = (Executed) verdict.agreed().orElseThrow();
    final Executed expected =
        (Executed)
            ExecutorMessages.answer(
                ExecutorMessages.response(
                    TestExecutor.honest().execute(large.inputs(), large.witness(), large.scope())),
                large);
    assertThat(executed).isEqualTo(expected);
    assertThat(executed.used().gas()).isEqualTo(300 * 21_000L);
  }

  @Test
  void oneThatIsDeadIsReplacedByAThirdOne() {
    final TestExecutor dead = TestExecutor.of(TestExecutor.honest());
    final ExecutorPool pool = pool(dead, honest(), honest());
    dead.close();
    for (int i = 0; i < 3; i++) {
      assertThat(pool.ask(QUESTION).agreed()).isPresent();
    }
  }

  @Test
  void oneAloneDoesNotDecideWhereTwoAreAsked() {
    final TestExecutor dead = TestExecutor.of(TestExecutor.honest());
    final String address = dead.address().toString();
    final ExecutorPool pool = pool(dead, honest());
    dead.close();
    final Verdict verdict = pool.ask(QUESTION);
    assertThat(verdict.agreed()).isEmpty();
    assertThat(verdict.votes()).hasSize(1);
    assertThat(verdict.failures()).singleElement().asString().startsWith(address + ": UNAVAILABLE");
  }

  @Test
  void oneThatLiesIsOutvotedByAThirdOne() {
    final TestExecutor liar = liar();
    final Verdict verdict = pool(liar, honest(), honest()).ask(QUESTION);
    assertThat(verdict.votes()).hasSize(3);
    assertThat(verdict.against(verdict.agreed().orElseThrow()))
        .extracting(Vote::executor)
        .containsExactly(liar.address().toString());
  }

  @Test
  void twoThatDisagreeDecideNothing() {
    final Verdict verdict = pool(liar(), honest()).ask(QUESTION);
    assertThat(verdict.agreed()).isEmpty();
    assertThat(verdict.votes()).hasSize(2);
  }

  @Test
  void whoWasWrongIsNotAskedForAWhile() {
    final TestExecutor liar = liar();
    final TestExecutor right = honest();
    final ExecutorPool pool = pool(liar, right);
    pool.foundWrong(liar.address().toString(), "another root");
    final Verdict verdict = pool.ask(QUESTION);
    assertThat(verdict.votes())
        .extracting(Vote::executor)
        .containsExactly(right.address().toString());
    assertThat(verdict.failures().getFirst()).contains("another root");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(pool.ask(QUESTION).votes()).hasSize(2);
  }

  @Test
  void oneThatComesBackIsAskedAgain() {
    final TestExecutor first = TestExecutor.of(TestExecutor.honest());
    final int port = first.port();
    final ExecutorPool pool = pool(first);
    assertThat(pool.ask(QUESTION).agreed()).isPresent();
    first.close();
    assertThat(pool.ask(QUESTION).agreed()).isEmpty();
    started(
        TestExecutor.of(TestExecutor.honest(), port, 1, Duration.ofMinutes(1), Optional.empty()));
    Awaitility.await()
        .until(
            () -> {
              nanos.addAndGet(Duration.ofMinutes(1).toNanos());
              return pool.ask(QUESTION).agreed().isPresent();
            });
  }

  @ParameterizedTest
  @EnumSource
  void faultsOfAWitnessHaveTheirKind(final Fault fault) {
    final TestExecutor executor =
        started(
            TestExecutor.of(
                (inputs, witness, scope, longest) -> {
                  throw new WitnessException(fault, "it is " + fault);
                }));
    assertThat(pool(executor).ask(QUESTION).agreed())
        .contains(new Refused(fault, "it is " + fault));
  }

  @Test
  void anExecutorThatIsBusyIsAskedAgain() throws InterruptedException {
    final CountDownLatch running = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);
    final TestExecutor executor =
        started(
            TestExecutor.of(
                (inputs, witness, scope, longest) -> {
                  running.countDown();
                  await(end);
                  return TestExecutor.honest().execute(inputs, witness, scope, longest);
                },
                0,
                1,
                Duration.ofMinutes(1),
                Optional.empty()));
    final ExecutorPool pool = pool(executor);
    final Thread other = Thread.ofVirtual().start(() -> pool.ask(QUESTION));
    await(running);
    final Thread second =
        Thread.ofVirtual().start(() -> assertThat(pool.ask(QUESTION).agreed()).isPresent());
    end.countDown();
    second.join();
    other.join();
    assertThat(pool.ask(QUESTION).agreed()).isPresent();
  }

  private static void await(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void ofAnotherChainNothingIsExecuted() {
    assertThat(pool(ClientAccess.NONE, 5, honest()).ask(QUESTION).failures())
        .singleElement()
        .asString()
        .contains("FAILED_PRECONDITION, this executor is of chain 1001, not 5");
  }

  @Test
  void whoDoesNotShowTheTokenIsRefused(@TempDir final Path dir) throws Exception {
    final Path token = Files.writeString(dir.resolve("token"), "a-token-of-the-test-0123456789");
    final TestExecutor executor =
        started(
            TestExecutor.of(
                TestExecutor.honest(), 0, 1, Duration.ofMinutes(1), Optional.of(token)));
    assertThat(pool(executor).ask(QUESTION).failures().getFirst()).contains("UNAUTHENTICATED");
    final ClientAccess showing =
        new ClientAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(token));
    assertThat(pool(showing, TestExecutor.CHAIN, executor).ask(QUESTION).agreed()).isPresent();
  }

  @Test
  void anExecutionThatTakesTooLongIsGivenUp() {
    final TestExecutor executor =
        started(
            TestExecutor.of(
                (inputs, witness, scope, longest) -> {
                  await(new CountDownLatch(1));
                  throw new AssertionError();
                },
                0,
                1,
                Duration.ofMillis(300),
                Optional.empty()));
    assertThat(pool(executor).ask(QUESTION).failures())
        .singleElement()
        .asString()
        .contains("DEADLINE_EXCEEDED");
  }

  @Test
  void anAnswerToAnotherQuestionIsNone() {
    final TestExecutor executor =
        started(
            TestExecutor.of(
                (inputs, witness, scope, longest) ->
                    TestExecutor.honest().execute(inputs.subList(0, 1), witness, scope, longest)));
    assertThat(pool(executor).ask(QUESTION).failures().getFirst())
        .contains("3 blocks were asked for, the answer has 1");
  }
}
