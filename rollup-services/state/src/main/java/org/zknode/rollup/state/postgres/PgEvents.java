/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state.postgres;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.zknode.rollup.state.StateStore.Events;
import org.zknode.rollup.status.Event;

/** Table state.event. */
record PgEvents(Handle handle) implements Events {

  @Override
  public void insert(final Event event) {
    handle
        .createUpdate(
            """
            INSERT INTO state.event (time_millis, level, component, event_id, description)
            VALUES (:timeMillis, :level, :component, :eventId, :description)""")
        .bindMethods(event)
        .execute();
  }

  @Override
  public List<Event> last(final int limit) {
    return handle
        .select("SELECT * FROM state.event ORDER BY id DESC LIMIT ?", limit)
        .mapTo(Event.class)
        .list();
  }
}
