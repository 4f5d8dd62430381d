/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.status.Event;

/** Rows of the event table that an operator of an aggregator wants to find later; logged too. */
final class AggregatorEvents {
  private static final Logger LOG = LoggerFactory.getLogger(AggregatorEvents.class);

  static final String COMPONENT = "aggregator";

  private final StateStore store;
  private final Clock clock;

  AggregatorEvents(final StateStore store, final Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  void info(final String eventId, final String text) {
    LOG.info("{}", text);
    insert("INFO", eventId, text);
  }

  void warn(final String eventId, final String text) {
    LOG.warn("{}", text);
    insert("WARN", eventId, text);
  }

  void error(final String eventId, final String text) {
    LOG.error("{}", text);
    insert("ERROR", eventId, text);
  }

  private void insert(final String level, final String eventId, final String text) {
    store.update(
        tx -> tx.events().insert(new Event(clock.millis(), level, COMPONENT, eventId, text)));
  }
}
