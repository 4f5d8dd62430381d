/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's state in memory. Each change is logged and given to an event sink; a sink that fails
 * is logged and does not touch the state.
 */
public final class NodeStatusTracker implements NodeStatus {
  /** Halts that are kept; the first one is the cause, later ones mostly follow from it. */
  public static final int MAX_HALTS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(NodeStatusTracker.class);
  private static final String COMPONENT = "node";

  private final Clock clock;
  private final Consumer<Event> events;
  private final Map<String, Reason> reasons = new LinkedHashMap<>();
  private final List<Halt> halts = new ArrayList<>();

  /** Keys of all reasons that there were, and who is told of the next new one. */
  private final Set<String> keys = new LinkedHashSet<>();

  private Consumer<String> newKeys = key -> {};

  /**
   * @param events gets every change; must not block ({@link org.zknode.rollup.service.EventLog}
   *     does not)
   */
  public NodeStatusTracker(final Clock clock, final Consumer<Event> events) {
    this.clock = clock;
    this.events = events;
  }

  @Override
  public synchronized void degraded(final String key, final String text) {
    final Reason old = reasons.get(key);
    if (old != null) {
      LOG.debug("still degraded, {}: {}", key, text);
      reasons.put(key, new Reason(key, text, old.sinceMillis()));
      return;
    }
    LOG.warn("degraded, {}: {}", key, text);
    reasons.put(key, new Reason(key, text, clock.millis()));
    if (keys.add(key)) {
      newKeys.accept(key);
    }
    record("WARN", COMPONENT, "NODE_DEGRADED", key + ": " + text);
  }

  /**
   * @param listener told once of the key of each reason that there was or will be; must return at
   *     once
   */
  public synchronized void onNewReason(final Consumer<String> listener) {
    newKeys = listener;
    keys.forEach(listener);
  }

  @Override
  public synchronized void recovered(final String key) {
    final Reason old = reasons.remove(key);
    if (old != null) {
      final long millis = clock.millis() - old.sinceMillis();
      LOG.info("recovered, {}, after {} ms: {}", key, millis, old.text());
      record("INFO", COMPONENT, "NODE_RECOVERED", "%s after %d ms".formatted(key, millis));
    }
  }

  @Override
  public synchronized void halt(final Halt halt) {
    if (halts.contains(halt)) {
      return;
    }
    LOG.error(
        "HALTED by {}: {}. Evidence: {}. What to do: {}",
        halt.component(),
        halt.reason(),
        halt.evidence(),
        halt.whatToDo());
    if (halts.size() < MAX_HALTS) {
      halts.add(halt);
    }
    record(
        "CRITICAL",
        halt.component(),
        "NODE_HALTED",
        "%s | evidence: %s | what to do: %s"
            .formatted(halt.reason(), halt.evidence(), halt.whatToDo()));
  }

  @Override
  public synchronized boolean isHalted() {
    return !halts.isEmpty();
  }

  @Override
  public synchronized Snapshot snapshot() {
    final State state =
        isHalted() ? State.HALTED : reasons.isEmpty() ? State.RUNNING : State.DEGRADED;
    return new Snapshot(state, List.copyOf(reasons.values()), List.copyOf(halts));
  }

  private void record(
      final String level, final String component, final String eventId, final String description) {
    try {
      events.accept(new Event(clock.millis(), level, component, eventId, description));
    } catch (final RuntimeException e) {
      LOG.warn("event {} was not recorded: {}", eventId, description, e);
    }
  }
}
