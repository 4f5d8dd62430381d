/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.connection.MainNodeConnection.Next;
import org.zknode.zks.protocol.RecordSource;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.ZksMessage;

/** A main node's and an external node's connection, joined by two queues; nothing is lost. */
final class Wire {
  static final Bytes MAIN_ID = Bytes.repeat((byte) 1, 64);
  static final Bytes EXTERNAL_ID = Bytes.repeat((byte) 2, 64);

  final MainNodeConnection main;
  final ExternalNodeConnection external;
  final List<ZksEvent> mainEvents = new ArrayList<>();
  final List<ZksEvent> externalEvents = new ArrayList<>();
  final List<ReplayRecord> taken = new ArrayList<>();
  final List<Output.Verify> verifications = new ArrayList<>();
  final List<VerifyBatchResult> results = new ArrayList<>();
  final List<ZksMessage> toMain = new ArrayList<>();
  private final Deque<Frame> mainInbox = new ArrayDeque<>();
  private final Deque<Frame> externalInbox = new ArrayDeque<>();
  private final LongSupplier clock;
  private final RecordSource source;
  Optional<Output.Cut> cut = Optional.empty();

  Wire(
      final MainNode mainNode,
      final ExternalNode externalNode,
      final Lanes lanes,
      final RecordSource source,
      final LongSupplier clock) {
    this.main = mainNode.connect(new PeerInfo(EXTERNAL_ID, "external:1", false), lanes);
    this.external = externalNode.connect(new PeerInfo(MAIN_ID, "main:1", true), lanes);
    this.source = source;
    this.clock = clock;
    onMain(main.opened(0));
    onExternal(external.opened(clock.getAsLong()));
  }

  /** Until nothing moves any more. */
  Wire settle() {
    boolean moved = true;
    while (moved && cut.isEmpty()) {
      moved = stepMain() | stepExternal();
    }
    return this;
  }

  private boolean stepMain() {
    onMain(main.tick(clock.getAsLong()));
    boolean moved = false;
    while (!mainInbox.isEmpty() && cut.isEmpty()) {
      onMain(main.received(mainInbox.remove(), clock.getAsLong()));
      moved = true;
    }
    if (cut.isEmpty() && main.next(source) instanceof Next.Message message) {
      onMain(List.of(message.send()));
      onMain(main.queued(message.batch()));
      moved = true;
    }
    return moved;
  }

  private boolean stepExternal() {
    final int before = toMain.size();
    if (cut.isEmpty()) {
      onExternal(external.tick(clock.getAsLong()));
    }
    boolean moved = toMain.size() > before;
    while (!externalInbox.isEmpty() && cut.isEmpty()) {
      onExternal(external.received(externalInbox.remove(), clock.getAsLong()));
      while (external.next().isPresent() && cut.isEmpty()) {
        taken.add(external.next().get());
        onExternal(external.taken(clock.getAsLong()));
      }
      moved = true;
    }
    return moved;
  }

  void inject(final Capability lane, final ZksMessage message) {
    mainInbox.add(frame(lane, message));
  }

  void injectToExternal(final Capability lane, final ZksMessage message) {
    externalInbox.add(frame(lane, message));
  }

  void ask(final VerifyBatch request) {
    onMain(List.of(main.verify(request, clock.getAsLong()).orElseThrow()));
  }

  static Frame frame(final Capability lane, final ZksMessage message) {
    return new Frame(lane.name(), lane.id(message.type()), message.encode());
  }

  void close() {
    onMain(main.closed());
    onExternal(external.closed());
  }

  private void onMain(final List<Output> outputs) {
    for (final Output output : outputs) {
      switch (output) {
        case Output.Send send -> externalInbox.add(frame(send.lane(), send.message()));
        case Output.Report report -> mainEvents.add(report.event());
        case Output.Result result -> results.add(result.result());
        case Output.Cut end -> cut = Optional.of(end);
        case Output.Verify verify -> throw new AssertionError("a main node verifies nothing");
      }
    }
  }

  private void onExternal(final List<Output> outputs) {
    for (final Output output : outputs) {
      switch (output) {
        case Output.Send send -> {
          toMain.add(send.message());
          mainInbox.add(frame(send.lane(), send.message()));
        }
        case Output.Report report -> externalEvents.add(report.event());
        case Output.Verify verify -> verifications.add(verify);
        case Output.Cut end -> cut = Optional.of(end);
        case Output.Result result -> throw new AssertionError("an external node gets no result");
      }
    }
  }
}
