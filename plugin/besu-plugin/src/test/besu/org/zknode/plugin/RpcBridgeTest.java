/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.exception.PluginRpcEndpointException;
import org.hyperledger.besu.plugin.services.rpc.PluginRpcRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.sync.SendRawTransactionSync;
import org.zknode.rollup.service.TemporaryException;

class RpcBridgeTest {
  private static final String METHOD = "zkevm_example";

  private final Map<String, Function<PluginRpcRequest, ?>> registered = new LinkedHashMap<>();
  private final RpcBridge bridge =
      new RpcBridge(
          new RpcEndpointService() {
            @Override
            public <T> void registerRPCEndpoint(
                final String namespace,
                final String name,
                final Function<PluginRpcRequest, T> function) {
              registered.put(namespace + "_" + name, function);
            }
          });

  private Object call(final Object... params) {
    return registered.get(METHOD).apply(() -> params);
  }

  private void serve(final RpcMethod method) {
    bridge.serve(Map.of(METHOD, method));
  }

  private void assertFails(final int code, final String message) {
    assertThatThrownBy(this::call)
        .isInstanceOfSatisfying(
            PluginRpcEndpointException.class,
            failure -> {
              assertThat(failure.getRpcMethodError().getCode()).isEqualTo(code);
              assertThat(failure.getRpcMethodError().getMessage()).isEqualTo(message);
            });
  }

  @Test
  void parametersAndResultPassThrough() {
    serve(params -> List.of(params.size(), params.getFirst()));

    assertThat(call("a", null)).isEqualTo(List.of(2, "a"));
  }

  /** Which would end Besu's start. */
  @Test
  void whatTheHostHasItselfIsNotRegistered() {
    bridge.serve(Map.of("debug_metrics", params -> 1, "debug_executionWitness", params -> 2));

    assertThat(registered).containsKey("debug_executionWitness").doesNotContainKey("debug_metrics");
  }

  /** Besu gives null for a request without them. */
  @Test
  void noParametersAreAnEmptyList() {
    serve(params -> params.size());

    assertThat(call((Object[]) null)).isEqualTo(0);
  }

  @Test
  void aMethodSeesParametersThatItCannotChange() {
    serve(params -> params.set(0, "other"));

    assertFails(-32603, "internal error");
  }

  @Test
  void errorsOfAMethodKeepCodeAndText() {
    serve(
        params -> {
          throw new RpcException(-32602, "not a number");
        });

    assertFails(-32602, "not a number");
  }

  @Test
  void soDoTheirData() {
    serve(
        params -> {
          throw new RpcException(RpcException.DEFAULT, "too early", Optional.of("Retry-After: 15"));
        });

    assertFails(RpcException.DEFAULT, "too early");
    assertThatThrownBy(this::call)
        .extracting(failure -> ((PluginRpcEndpointException) failure).getData())
        .isEqualTo("Retry-After: 15");
  }

  @Test
  void whatIsAwayForAMomentSaysSo() {
    serve(
        params -> {
          throw new TemporaryException("the state database is away");
        });

    assertFails(RpcException.DEFAULT, "the state database is away");
  }

  static Stream<Throwable> defects() {
    return Stream.of(
        new EngineException("the head block has no body in /data/secret"),
        new IllegalStateException("a path of this machine"),
        new NoClassDefFoundError("io/netty/Thing"),
        new StackOverflowError(),
        new AssertionError("never"));
  }

  /** Callers learn nothing of this machine, and always get an answer. */
  @ParameterizedTest
  @MethodSource("defects")
  void defectsAreInternalErrorsWithoutDetails(final Throwable defect) {
    serve(
        params -> {
          if (defect instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) defect;
        });

    assertFails(-32603, "internal error");
  }

  /** Nor do they use up places. */
  @Test
  void failuresGiveTheirPlaceBack() {
    final List<Integer> calls = new ArrayList<>();
    serve(
        params -> {
          calls.add(1);
          throw new StackOverflowError();
        });

    for (int i = 0; i < 3 * RpcBridge.MAX_WAITING; i++) {
      assertFails(-32603, "internal error");
    }
    assertThat(calls).hasSize(3 * RpcBridge.MAX_WAITING);
  }

  @Test
  void callsThatHangHoldNoMoreThanTheirPlaces() throws Exception {
    final CountDownLatch hanging = new CountDownLatch(RpcBridge.MAX_WAITING);
    final CountDownLatch end = new CountDownLatch(1);
    serve(
        params -> {
          hanging.countDown();
          await(end);
          return "late";
        });
    final List<Future<Object>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RpcBridge.MAX_WAITING; i++) {
        answers.add(threads.submit(() -> call()));
      }
      assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();

      assertFails(
          -32005,
          "too many calls at the same time: 6 calls of zkevm_, zknode_, bridge_, debug_, ots_ and"
              + " erigon_ methods are worked on, try again");
      end.countDown();
      for (final Future<Object> answer : answers) {
        assertThat(answer.get()).isEqualTo("late");
      }
    } finally {
      end.countDown();
    }
    serve(params -> "again");
    assertThat(call()).isEqualTo("again");
  }

  private static void await(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** They wait for seconds, which is what they are called for, and have a bound of their own. */
  @Test
  void callersThatWaitForABlockTakeNoPlaceOfOtherMethods() throws Exception {
    final CountDownLatch waiting = new CountDownLatch(2 * RpcBridge.MAX_WAITING);
    final CountDownLatch end = new CountDownLatch(1);
    bridge.serve(
        Map.of(
            SendRawTransactionSync.NAME,
            params -> {
              waiting.countDown();
              await(end);
              return "receipt";
            },
            METHOD,
            params -> "number"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      final List<Future<Object>> answers = new ArrayList<>();
      for (int i = 0; i < 2 * RpcBridge.MAX_WAITING; i++) {
        answers.add(
            threads.submit(
                () -> registered.get(SendRawTransactionSync.NAME).apply(() -> new Object[0])));
      }
      assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(call()).isEqualTo("number");
      end.countDown();
      for (final Future<Object> answer : answers) {
        assertThat(answer.get()).isEqualTo("receipt");
      }
    } finally {
      end.countDown();
    }
  }

  @Test
  void afterTheStopMethodsSayThatNothingRuns() {
    serve(params -> 1);
    bridge.stop();

    assertFails(RpcException.DEFAULT, "zkNode does not run here: no role is enabled");
  }
}
