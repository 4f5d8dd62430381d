/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.state.StateStore;

/**
 * One process of a node. From the step on at which it dies, every call of its ports fails and its
 * database sessions are cut, so that nothing that its threads still do has any effect.
 */
final class Incarnation {
  private final String node;
  private final CrashPlan plan;
  private final Runnable cutSessions;
  private final WriteAhead writeAhead;
  private volatile String diedAt = "";

  /**
   * @param node {@code main} or {@code external}: steps of the two are different crash points
   * @param writeAhead asked before each step outside of the state DB
   * @param cutSessions ends its database sessions as the end of its process would
   */
  Incarnation(
      final String node,
      final CrashPlan plan,
      final Runnable cutSessions,
      final WriteAhead writeAhead) {
    this.writeAhead = writeAhead;
    this.node = node;
    this.plan = plan;
    this.cutSessions = cutSessions;
  }

  boolean isDead() {
    return !diedAt.isEmpty();
  }

  /** The crash point; empty while it lives. */
  String diedAt() {
    return diedAt;
  }

  /** The adapter for as long as this lives. */
  <T> T decorate(final Class<T> port, final T adapter) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> call(port, proxy, adapter, method, arguments)));
  }

  private Object call(
      final Class<?> port,
      final Object proxy,
      final Object adapter,
      final Method method,
      final Object[] arguments)
      throws Throwable {
    final String operation = method.getName();
    if (operation.equals("close")) {
      // A dead process holds nothing open; the engine is closed by its host.
      return port == ExecutionEngine.class || port == OpenBlock.class && isDead()
          ? null
          : invoke(adapter, method, arguments);
    }
    if (port == StateStore.class && operation.equals("version")) {
      // Tells of this process's own memory: a dead one does nothing by it, and nobody there expects
      // that it fails.
      return invoke(adapter, method, arguments);
    }
    requireAlive();
    if (port == OpenBlock.class && operation.equals("telling")) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    if (!Ports.CHANGES.get(port).contains(operation)) {
      final Object result = invoke(adapter, method, arguments);
      return result instanceof OpenBlock open ? decorate(OpenBlock.class, open) : result;
    }
    if (port == StateStore.class && !operation.equals("write")) {
      // The default methods come back here as write().
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    final CrashPoint before = new CrashPoint(node, Ports.label(port), operation, CallSite.here());
    final Object result;
    if (port == StateStore.class) {
      result = invoke(adapter, method, new Object[] {dyingBeforeCommit(before, arguments[0])});
    } else {
      reach(before);
      writeAhead
          .missing(before, adapter instanceof OpenBlock open ? openOf(open) : arguments)
          .ifPresent(plan::violated);
      result = invoke(adapter, method, arguments);
    }
    reach(before.afterwards());
    return result;
  }

  /** A block that is sealed has said what it is when it was opened. */
  private static Object[] openOf(final OpenBlock open) {
    return new Object[] {open.attributes()};
  }

  /** The transaction's work is done and lost: the strongest form of not having begun it. */
  @SuppressWarnings("unchecked")
  private Function<StateStore.Tx, Object> dyingBeforeCommit(
      final CrashPoint before, final Object work) {
    return tx -> {
      final Object result = ((Function<StateStore.Tx, Object>) work).apply(tx);
      reach(before);
      return result;
    };
  }

  private void reach(final CrashPoint point) {
    synchronized (this) {
      if (!isDead() && plan.diesAt(point)) {
        die(point.toString());
      }
    }
    requireAlive();
  }

  /** The process ends now. */
  synchronized void die(final String where) {
    if (!isDead()) {
      diedAt = where;
      cutSessions.run();
    }
  }

  private void requireAlive() {
    if (isDead()) {
      throw new Crash(diedAt);
    }
  }

  private static Object invoke(final Object target, final Method method, final Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (final InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
