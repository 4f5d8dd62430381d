/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.jsonrpc.ResultReader;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.BackOff;
import org.zknode.rollup.service.TemporaryException;

/**
 * JSON-RPC 2.0 over HTTP against several endpoints of one chain. An endpoint that cannot be
 * reached, times out, refuses ({@link FailureClass#ENDPOINT}) or answers what cannot be used loses
 * its turn, and the next one is asked in the same call; when all were asked, again after a pause
 * that grows. One that says how long it wants to be left alone (Retry-After) is not asked before
 * that: a short time is waited for, a long one is reported at once. Thread-safe.
 */
public final class JsonRpcTransport implements JsonRpcCaller, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JsonRpcTransport.class);

  /** EIP-1474: limit exceeded. */
  static final long CODE_LIMIT_EXCEEDED = -32005;

  private final JsonRpcLimits limits;
  private final EndpointHttp http;
  private final EndpointPool pool;
  private final List<EndpointCaller> callers;

  /** Endpoints of any chain. */
  public JsonRpcTransport(final List<URI> urls, final JsonRpcLimits limits) {
    this(urls, limits, OptionalLong.empty(), Clock.systemUTC());
  }

  /**
   * @param chainId what every endpoint must answer before it is used; empty for any
   */
  public JsonRpcTransport(
      final List<URI> urls,
      final JsonRpcLimits limits,
      final OptionalLong chainId,
      final Clock clock) {
    this(urls, limits, chainId, clock, L1CallTimes.none());
  }

  /** The same, and its calls are measured. */
  public JsonRpcTransport(
      final List<URI> urls,
      final JsonRpcLimits limits,
      final OptionalLong chainId,
      final Clock clock,
      final L1CallTimes times) {
    this.limits = limits;
    this.pool = new EndpointPool(urls, clock);
    this.http = new EndpointHttp(limits, times);
    this.callers =
        pool.all().stream()
            .map(endpoint -> new EndpointCaller(endpoint, pool, http, chainId))
            .toList();
  }

  /**
   * The result of one call; JSON null is returned as a null node.
   *
   * @param params strings, booleans, maps or lists, as Jackson writes them
   * @throws JsonRpcErrorException the request is at fault, or no endpoint does this
   * @throws TemporaryException no endpoint gave a usable answer
   */
  public JsonNode call(final String method, final Object... params) throws JsonRpcErrorException {
    return ask(method, Function.identity(), params);
  }

  @Override
  public <T> T ask(final String method, final Function<JsonNode, T> decode, final Object... params)
      throws JsonRpcErrorException {
    final int attempts = Math.max(limits.maxAttempts(), callers.size());
    final List<Endpoint> asked = new ArrayList<>();
    Optional<JsonRpcErrorException> unsupported = Optional.empty();
    String lastProblem = "no endpoint is of the configured chain";
    for (int attempt = 0; attempt < attempts; attempt++) {
      Optional<EndpointCaller> caller = next(asked);
      if (caller.isEmpty()) {
        if (unsupported.isPresent()) {
          throw unsupported.get();
        }
        asked.clear();
        pause(attempt);
        caller = next(asked);
        if (caller.isEmpty()) {
          break;
        }
      }
      asked.add(caller.get().endpoint());
      await(caller.get().endpoint(), method);
      try {
        return caller.get().ask(method, decode, params);
      } catch (final L1EndpointException e) {
        lastProblem = e.getMessage();
      } catch (final JsonRpcErrorException e) {
        if (e.failureClass() == FailureClass.REQUEST) {
          throw e;
        }
        unsupported = Optional.of(e);
      }
    }
    if (unsupported.isPresent()) {
      throw unsupported.get();
    }
    throw new TemporaryException(
        "L1 gave no answer to %s in %d attempts, last %s".formatted(method, attempts, lastProblem));
  }

  /**
   * Asks one endpoint after the other, each once, until one has a result: what one refuses another
   * may do. The caller comes back later by itself.
   *
   * @throws JsonRpcErrorException when none has a result: the first endpoint's that answered with
   *     an error, with those of the others as suppressed ones
   * @throws TemporaryException no endpoint gave a usable answer
   */
  public <T> T askAny(
      final String method, final Function<JsonNode, T> decode, final Object... params)
      throws JsonRpcErrorException {
    final Answers<T> answers = new Answers<>(method);
    for (final EndpointCaller caller : ranked()) {
      if (answers.add(() -> caller.ask(method, decode, params))) {
        return answers.results.getFirst();
      }
    }
    throw answers.failure();
  }

  /**
   * As {@link #askAny}, for a result of which strangers decide how large it is.
   *
   * @throws JsonRpcErrorException when none has a result that can be read
   * @throws TemporaryException no endpoint gave a usable answer
   */
  public <T> T readAny(final String method, final ResultReader<T> reader, final Object... params)
      throws JsonRpcErrorException {
    final Answers<T> answers = new Answers<>(method);
    for (final EndpointCaller caller : ranked()) {
      if (answers.add(() -> caller.read(method, reader, params))) {
        return answers.results.getFirst();
      }
    }
    throw answers.failure();
  }

  /**
   * Asks every endpoint that is well, each once; all, when none is.
   *
   * @return the answers of those that gave one, best endpoint first; never empty
   * @throws JsonRpcErrorException as in {@link #askAny}
   * @throws TemporaryException no endpoint gave a usable answer
   */
  public <T> List<T> askAll(
      final String method, final Function<JsonNode, T> decode, final Object... params)
      throws JsonRpcErrorException {
    final Answers<T> answers = new Answers<>(method);
    final List<EndpointCaller> ranked = ranked();
    final List<EndpointCaller> well =
        ranked.stream().filter(caller -> isWell(caller.endpoint())).toList();
    for (final EndpointCaller caller : well.isEmpty() ? ranked : well) {
      answers.add(() -> caller.ask(method, decode, params));
    }
    if (answers.results.isEmpty()) {
      throw answers.failure();
    }
    return List.copyOf(answers.results);
  }

  private boolean isWell(final Endpoint endpoint) {
    return pool.rank(endpoint) == Endpoint.Rank.GOOD;
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws JsonRpcErrorException;
  }

  /** What several endpoints said to one question. */
  private static final class Answers<T> {
    private final String method;
    private final List<T> results = new ArrayList<>();
    private Optional<JsonRpcErrorException> refusal = Optional.empty();
    private String lastProblem = "no endpoint is of the configured chain";

    Answers(final String method) {
      this.method = method;
    }

    /**
     * @return whether it gave a result
     */
    boolean add(final Question<T> question) {
      try {
        results.add(question.ask());
        return true;
      } catch (final JsonRpcErrorException e) {
        refusal.ifPresentOrElse(first -> first.addSuppressed(e), () -> refusal = Optional.of(e));
      } catch (final L1EndpointException e) {
        lastProblem = e.getMessage();
      }
      return false;
    }

    /** Why there is no result. */
    TemporaryException failure() throws JsonRpcErrorException {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      return new TemporaryException(
          "L1 gave no answer to %s, last %s".formatted(method, lastProblem));
    }
  }

  /** For questions that belong together: best endpoint first, without those of another chain. */
  public List<EndpointCaller> ranked() {
    return usable().stream().map(this::callerOf).toList();
  }

  /** When all are of another chain, perhaps not any more: whoever has nobody else asks again. */
  private List<Endpoint> usable() {
    final List<Endpoint> ranked = pool.ranked();
    if (!ranked.isEmpty()) {
      return ranked;
    }
    for (final EndpointCaller caller : callers) {
      try {
        caller.checkChain();
      } catch (final L1EndpointException | JsonRpcErrorException e) {
        LOG.debug("L1 endpoint is still of no use", e);
      }
    }
    return pool.ranked();
  }

  /** In the configured order. */
  public List<EndpointCaller> callers() {
    return callers;
  }

  public EndpointPool pool() {
    return pool;
  }

  @Override
  public void close() {
    http.close();
  }

  private EndpointCaller callerOf(final Endpoint endpoint) {
    return callers.get(pool.all().indexOf(endpoint));
  }

  private Optional<EndpointCaller> next(final List<Endpoint> asked) {
    return usable().stream()
        .filter(endpoint -> !asked.contains(endpoint))
        .findFirst()
        .map(this::callerOf);
  }

  /**
   * @throws TemporaryException every endpoint wants to be left alone for longer than a pause
   */
  private void await(final Endpoint endpoint, final String method) {
    final Duration wait = endpoint.leaveAlone();
    if (wait.compareTo(limits.maxDelay()) > 0) {
      throw new TemporaryException(
          "L1 was not asked for %s: %s wants to be left alone for another %d s"
              .formatted(method, endpoint.name(), wait.toSeconds()));
    }
    sleep(wait);
  }

  private void pause(final int attempt) {
    sleep(
        BackOff.doubling(limits.firstDelay(), limits.maxDelay())
            .withJitter(attempt, ThreadLocalRandom.current()));
  }

  private static void sleep(final Duration time) {
    try {
      Thread.sleep(time);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryException("interrupted between two attempts", e);
    }
  }
}
