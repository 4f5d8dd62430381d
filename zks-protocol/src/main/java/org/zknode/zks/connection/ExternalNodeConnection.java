/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.protocol.ExternalNodeReplay;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.ZksMessage;

/**
 * The external node's side of one connection, without input or output of its own
 * (docs/spec/zks-connection.md, "External node's replay" and "Verifier lane"). Records are handed
 * out by {@link #next} and {@link #waiting}; no frame is given in before they are all {@link
 * #taken}. One thread at a time.
 */
public final class ExternalNodeConnection {
  private final ExternalNode node;
  private final PeerInfo peer;
  private final Lanes lanes;
  private final ExternalNodeReplay replay;
  private final VerifierHandshake handshake;
  private boolean stalled;

  ExternalNodeConnection(final ExternalNode node, final PeerInfo peer, final Lanes lanes) {
    this.node = node;
    this.peer = peer;
    this.lanes = lanes;
    this.replay =
        new ExternalNodeReplay(
            node.maxBlocksPerMessage(), node.overrides(), node.inactivityTimeout());
    this.handshake =
        new VerifierHandshake(peer, isTrusted() ? node.key() : Optional.empty(), lanes);
  }

  public PeerInfo peer() {
    return peer;
  }

  public Lanes lanes() {
    return lanes;
  }

  private boolean isTrusted() {
    return node.mainNode().test(peer.peerId());
  }

  /** The connection is up. A replay starts with the first {@link #tick}. */
  public List<Output> opened(final long nowNanos) {
    final List<Output> outputs = new ArrayList<>();
    outputs.add(
        new Output.Report(
            new ZksEvent.Established(peer.peerId(), peer.remoteAddress(), peer.outbound())));
    outputs.addAll(handshake.start(nowNanos));
    return outputs;
  }

  /** A frame arrived. */
  public List<Output> received(final Frame frame, final long nowNanos) {
    if (replay.hasPending()) {
      throw new IllegalStateException("records wait to be taken");
    }
    try {
      final Capability lane = lanes.lane(frame.capability());
      if (handshake.isClosed(lane)) {
        return List.of(Outputs.ignored(peer, "message on the closed " + lane));
      }
      final ZksMessage message = lane.decode(frame.code(), frame.payload());
      return switch (message) {
        case BlockReplays replays -> {
          handshake.expectNothingElse(lane, message);
          replay.received(replays, lane.records().orElseThrow());
          yield faulty();
        }
        case GetBlockReplays ignored -> {
          handshake.expectNothingElse(lane, message);
          yield List.of(Outputs.ignored(peer, "this node serves no replay"));
        }
        case VerifierMessage verifierMessage -> handshake.received(lane, verifierMessage);
      };
    } catch (final ZksDecodeException e) {
      return stalledBy(Outputs.malformed(peer, e));
    } catch (final ProtocolViolation e) {
      return stalledBy(Outputs.violation(peer, e));
    }
  }

  /** The next record to put into the pipeline; its number is the cursor. */
  public Optional<ReplayRecord> next() {
    return replay.next();
  }

  /** That record and those that came with it; they are {@link #taken} one after the other. */
  public List<ReplayRecord> waiting() {
    return replay.waiting();
  }

  /** The record of {@link #next} is in the pipeline: the cursor moves. */
  public List<Output> taken(final long nowNanos) {
    replay.taken(nowNanos);
    return faulty();
  }

  /** The record of {@link #next} will not be taken: the stream ends. */
  public List<Output> rejected(final String why) {
    return stalledBy(List.of(new Output.Cut(CutReason.STALLED, why)));
  }

  /** The record of {@link #next} does not check: the stream ends. */
  public List<Output> wrong(final String why) {
    return stalledBy(List.of(new Output.Cut(CutReason.WRONG_BLOCK, why)));
  }

  /** The record of {@link #next} is none of this chain: the stream ends. */
  public List<Output> rejected(final ZksDecodeException cause) {
    return stalledBy(Outputs.malformed(peer, cause));
  }

  private List<Output> faulty() {
    return replay.hasPending() || replay.fault().isEmpty()
        ? List.of()
        : stalledBy(Outputs.violation(peer, replay.fault().get()));
  }

  /** Starts the replay as soon as it may, and watches that it goes on. */
  public List<Output> tick(final long nowNanos) {
    final List<Output> late = handshake.tick(nowNanos);
    if (!late.isEmpty()) {
      return late;
    }
    if (!replay.started()) {
      return start(nowNanos);
    }
    if (!replay.hasPending() && replay.stalled(nowNanos)) {
      return stalledBy(
          List.of(
              new Output.Cut(
                  CutReason.STALLED,
                  "replay brought nothing for %s, next block %d"
                      .formatted(node.inactivityTimeout(), replay.cursor()))));
    }
    return List.of();
  }

  private List<Output> start(final long nowNanos) {
    if (!isTrusted()
        || lanes.replay().isEmpty()
        || handshake.blocksReplay()
        || !node.upstream().tryAcquire(peer.peerId(), this)) {
      return List.of();
    }
    final GetBlockReplays request = replay.start(node.cursor().getAsLong(), nowNanos);
    return List.of(
        new Output.Report(new ZksEvent.ReplayRequested(peer.peerId(), request.startingBlock())),
        new Output.Send(lanes.replay().get(), request));
  }

  private List<Output> stalledBy(final List<Output> outputs) {
    if (!replay.started() || stalled) {
      return outputs;
    }
    stalled = true;
    final List<Output> all = new ArrayList<>();
    all.add(new Output.Report(new ZksEvent.ReplayStreamStalled(peer.peerId(), replay.cursor())));
    all.addAll(outputs);
    return all;
  }

  /** True when what arrived before the connection went is still worth dealing with. */
  public boolean drains() {
    return replay.started();
  }

  /** Next block that is awaited on this connection. */
  public OptionalLong awaited() {
    return replay.started() ? OptionalLong.of(replay.cursor()) : OptionalLong.empty();
  }

  /** First block asked for on this connection. */
  public OptionalLong replayFrom() {
    return replay.started() ? OptionalLong.of(replay.start()) : OptionalLong.empty();
  }

  /** Last block taken on this connection. */
  public OptionalLong replayedTo() {
    return replay.started() && replay.cursor() > replay.start()
        ? OptionalLong.of(replay.cursor() - 1)
        : OptionalLong.empty();
  }

  /** The connection is gone: another one may replay. */
  public List<Output> closed() {
    node.upstream().release(this);
    return stalledBy(List.of(new Output.Report(new ZksEvent.Closed(peer.peerId()))));
  }
}
