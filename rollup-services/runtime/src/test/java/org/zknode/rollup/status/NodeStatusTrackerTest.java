/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus.Halt;
import org.zknode.rollup.status.NodeStatus.Reason;
import org.zknode.rollup.status.NodeStatus.Snapshot;
import org.zknode.rollup.status.NodeStatus.State;
import org.zknode.rollup.testkit.MutableClock;

class NodeStatusTrackerTest {
  private static final Halt HALT =
      new Halt(HaltCode.DATABASE_SCHEMA, "sequencer", "root differs", "0x1 != 0x2");

  private final MutableClock clock = MutableClock.create();
  private final List<Event> events = new ArrayList<>();
  private final NodeStatusTracker status = new NodeStatusTracker(clock, events::add);

  @Test
  void degradesAndRecovers() {
    assertThat(status.snapshot()).isEqualTo(new Snapshot(State.RUNNING, List.of(), List.of()));
    final long since = clock.millis();
    status.degraded("l1-unreachable", "connection refused");
    clock.advance(Duration.ofSeconds(3));
    status.degraded("l1-unreachable", "timed out");
    status.recovered("never-set");
    assertThat(status.snapshot())
        .isEqualTo(
            new Snapshot(
                State.DEGRADED,
                List.of(new Reason("l1-unreachable", "timed out", since)),
                List.of()));
    status.recovered("l1-unreachable");
    assertThat(status.snapshot().state()).isEqualTo(State.RUNNING);
    assertThat(events)
        .containsExactly(
            new Event(since, "WARN", "node", "NODE_DEGRADED", "l1-unreachable: connection refused"),
            new Event(
                since + 3000, "INFO", "node", "NODE_RECOVERED", "l1-unreachable after 3000 ms"));
  }

  /** Before somebody listens, and after it; each once. */
  @Test
  void tellsEachReasonThatThereWas() {
    status.degraded("early", "text");
    status.recovered("early");
    final List<String> told = new ArrayList<>();
    status.onNewReason(told::add);
    status.degraded("late", "text");
    status.recovered("late");
    status.degraded("late", "again");
    status.degraded("early", "again");
    assertThat(told).containsExactly("early", "late");
  }

  @Test
  void aHaltIsForGood() {
    status.degraded("a", "b");
    status.halt(HALT);
    status.halt(HALT);
    status.recovered("a");
    assertThat(status.isHalted()).isTrue();
    assertThat(status.snapshot()).isEqualTo(new Snapshot(State.HALTED, List.of(), List.of(HALT)));
    assertThat(events)
        .extracting(Event::eventId)
        .containsExactly("NODE_DEGRADED", "NODE_HALTED", "NODE_RECOVERED");
    assertThat(events.get(1).description())
        .isEqualTo(
            "root differs | evidence: 0x1 != 0x2 | what to do: Run the version that wrote this database,"
                + " or give this node an empty one.");
  }

  @Test
  void keepsTheFirstHalts() {
    for (int i = 0; i < NodeStatusTracker.MAX_HALTS + 5; i++) {
      status.halt(new Halt(HaltCode.DEFECT, "c", "reason " + i, "e"));
    }
    assertThat(status.snapshot().halts()).hasSize(NodeStatusTracker.MAX_HALTS);
    assertThat(status.snapshot().halts().getFirst().reason()).isEqualTo("reason 0");
  }

  @Test
  void aFailingSinkDoesNotTouchTheState() {
    final NodeStatusTracker tracker =
        new NodeStatusTracker(
            clock,
            event -> {
              throw new TemporaryException("database is gone");
            });
    tracker.halt(HALT);
    assertThat(tracker.isHalted()).isTrue();
  }
}
