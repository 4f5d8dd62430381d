/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.zks.ReplayRecords.ReplayBlock;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.protocol.ExternalNode2fa;
import org.zknode.zks.protocol.ExternalNodeReplay;
import org.zknode.zks.protocol.ProtocolViolation;
import org.zknode.zks.protocol.TwoFaEvent;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierMessage;
import org.zknode.zks.wire.ZksMessage;

/** The external node's side of one connection: takes replay, answers as a verifier. */
final class ExternalNodePeer implements ZksPeer {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalNodePeer.class);

  private final PeerLink link;
  private final ExternalNodeZks role;
  private final boolean trusted;
  private final ExternalNodeReplay replay;
  private final Optional<RecordFormat> format;
  // Empty when this node is no verifier, or after the peer broke that protocol.
  private Optional<ExternalNode2fa> verification;
  private volatile OptionalLong replayFrom = OptionalLong.empty();
  private volatile OptionalLong replayedTo = OptionalLong.empty();

  ExternalNodePeer(final PeerLink link, final ExternalNodeZks role) {
    this.link = link;
    this.role = role;
    this.trusted = role.isMainNode(link.peerId());
    this.replay =
        new ExternalNodeReplay(
            role.config().maxBlocksPerMessage(), role.config().inactivityTimeout());
    this.format = link.replay().flatMap(Capability::records);
    this.verification =
        trusted && link.verification().isPresent() ? role.verification() : Optional.empty();
  }

  @Override
  public void opened() throws InterruptedException {
    if (verification.isPresent()) {
      link.send(link.verification().orElseThrow(), verification.get().start());
    }
  }

  @Override
  public void received(final ZksMessage message)
      throws ZksDecodeException, ProtocolViolation, ReplayStalledException, InterruptedException {
    switch (message) {
      case BlockReplays replays -> blocks(replays);
      case GetBlockReplays ignored -> ignored("this node serves no replay");
      case VerifierMessage verifierMessage -> verifierMessage(verifierMessage);
    }
  }

  private void blocks(final BlockReplays message)
      throws ZksDecodeException, ProtocolViolation, ReplayStalledException, InterruptedException {
    for (final Bytes encoded : message.records()) {
      final ReplayRecord replayRecord = format.orElseThrow().decode(encoded);
      replay.check(replayRecord);
      final ReplayBlock block = role.mapper().fromRecord(replayRecord);
      if (!role.sink().accept(block, link.toString())) {
        throw new ReplayStalledException("block %d was not taken".formatted(replay.cursor()));
      }
      replayedTo = OptionalLong.of(replay.cursor());
      replay.taken();
      role.metrics().blocksReceived.increment();
    }
    replay.waiting(System.nanoTime());
  }

  private void verifierMessage(final VerifierMessage message) throws InterruptedException {
    if (verification.isEmpty()) {
      ignored("this node is not a verifier for that peer");
      return;
    }
    final TwoFaEvent event;
    try {
      event = verification.get().receive(message);
    } catch (final ProtocolViolation e) {
      // Two verifiers connected to each other end here, too: only this lane ends (spec 5.6).
      LOG.warn("zks peer {}: verification lane closed: {}", link, e.getMessage());
      role.metrics().ignoredMessages.increment();
      verification = Optional.empty();
      return;
    }
    switch (event) {
      case TwoFaEvent.Send answer -> link.send(link.verification().orElseThrow(), answer.message());
      case TwoFaEvent.VerificationAsked asked -> role.verify(link, asked.request());
      case TwoFaEvent.Ignored meaningless -> ignored(meaningless.reason());
      default -> throw new IllegalStateException("not a verifier's event: " + event);
    }
  }

  private void ignored(final String reason) {
    LOG.debug("zks peer {}: ignored: {}", link, reason);
    role.metrics().ignoredMessages.increment();
  }

  @Override
  public long work() throws ReplayStalledException, InterruptedException {
    if (!replay.started()) {
      if (trusted
          && format.isPresent()
          && !link.inbox().isClosed()
          && role.slot().tryAcquire(this)) {
        final GetBlockReplays request = replay.start(role.sink().nextBlock(), System.nanoTime());
        LOG.info("zks peer {}: asking for replay from block {}", link, request.startingBlock());
        replayFrom = OptionalLong.of(request.startingBlock());
        link.send(link.replay().orElseThrow(), request);
      }
    } else if (replay.stalled(System.nanoTime()) && !link.inbox().isClosed()) {
      throw new ReplayStalledException(
          "replay brought nothing for %s, next block %d"
              .formatted(role.config().inactivityTimeout(), replay.cursor()));
    }
    return Math.min(ZksLimits.IDLE.toNanos(), role.config().inactivityTimeout().toNanos());
  }

  @Override
  public boolean drains() {
    return replay.started();
  }

  @Override
  public void closed() {
    role.slot().release(this);
  }

  @Override
  public PeerStatus status() {
    return PeerStatus.of(link, replayFrom, replayedTo, Optional.empty());
  }
}
