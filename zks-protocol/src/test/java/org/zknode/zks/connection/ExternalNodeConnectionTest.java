/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.zks.connection.ZksEvent.Closed;
import org.zknode.zks.connection.ZksEvent.Established;
import org.zknode.zks.connection.ZksEvent.Ignored;
import org.zknode.zks.connection.ZksEvent.ReplayStreamStalled;
import org.zknode.zks.connection.ZksEvent.VerificationLaneClosed;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;

class ExternalNodeConnectionTest extends ConnectionFixture {
  private static final Bytes MAIN = Wire.MAIN_ID;

  /** watchdog_terminates_idle_replay_connection. */
  @Test
  void theWatchdogEndsAnIdleReplay() {
    final Wire wire = wire(Optional.empty(), plain(false)).settle();
    assertThat(wire.toMain).containsExactly(GetBlockReplays.from(1, 64));

    now += INACTIVITY.toNanos();
    wire.settle();

    assertThat(wire.cut.orElseThrow().reason()).isEqualTo(CutReason.STALLED);
    assertThat(wire.externalEvents).contains(new ReplayStreamStalled(MAIN, 1));
  }

  /** watchdog_resets_on_incoming_replays. */
  @Test
  void theWatchdogStartsAnewWithEachRecord() {
    final Wire wire = wire(Optional.empty(), plain(false)).settle();
    for (int i = 0; i < 3; i++) {
      now += INACTIVITY.toNanos() * 7 / 10;
      produce(1);
      wire.settle();
      assertThat(wire.cut).isEmpty();
    }

    now += INACTIVITY.toNanos();
    wire.settle();

    assertThat(wire.externalEvents).contains(new ReplayStreamStalled(MAIN, 4));
  }

  /** stream_end_emits_stalled_event. */
  @Test
  void theEndOfTheStreamIsAStall() {
    produce(2);
    final Wire wire = wire(Optional.empty(), plain(false)).settle();

    wire.close();

    assertThat(wire.externalEvents).endsWith(new ReplayStreamStalled(MAIN, 3), new Closed(MAIN));
    assertThat(slotsFreed).isEqualTo(1);
  }

  /** out_of_sequence_record_emits_stalled_event. */
  @Test
  void aRecordOutOfSequenceIsAStallAndIsNotForwarded() {
    final Wire wire = wire(Optional.empty(), plain(false)).settle();

    wire.injectToExternal(ZKS_0, new BlockReplays(List.of(numbered(5))));
    wire.settle();

    assertThat(wire.cut.orElseThrow().reason()).isEqualTo(CutReason.VIOLATION);
    assertThat(wire.externalEvents).contains(new ReplayStreamStalled(MAIN, 1));
    assertThat(wire.taken).isEmpty();
  }

  @Test
  void goodRecordsBeforeABadOneAreTaken() {
    final Wire wire = wire(Optional.empty(), plain(false)).settle();

    wire.injectToExternal(ZKS_0, new BlockReplays(List.of(numbered(1), numbered(1))));
    wire.settle();

    assertThat(wire.taken).extracting(ReplayRecord::blockNumber).containsExactly(1L);
    assertThat(wire.externalEvents).contains(new ReplayStreamStalled(MAIN, 2));
  }

  @Test
  void aRequestIsIgnoredBecauseAnExternalNodeServesNoReplay() {
    produce(1);
    final Wire wire = wire(Optional.empty(), plain(false)).settle();

    wire.injectToExternal(ZKS_0, GetBlockReplays.from(1, 64));
    wire.settle();

    assertThat(wire.externalEvents).contains(new Ignored(MAIN, "this node serves no replay"));
    assertThat(wire.cut).isEmpty();
  }

  @Test
  void onlyTrustedNodesAreAskedAndAnsweredTo() {
    final ExternalNodeConnection stranger =
        external(Optional.of(ACCEPTED))
            .connect(new PeerInfo(Bytes.repeat((byte) 9, 64), "stranger:1", false), plain(true));

    assertThat(stranger.opened(now))
        .containsExactly(
            new Output.Report(new Established(Bytes.repeat((byte) 9, 64), "stranger:1", false)));
    assertThat(stranger.tick(now)).isEmpty();
    assertThat(stranger.received(Wire.frame(ZKS_0, new BlockReplays(List.of(numbered(1)))), now))
        .hasAtLeastOneElementOfType(Output.Cut.class);
  }

  @Test
  void oneUpstreamAtATime() {
    final ExternalNode node = external(Optional.empty());
    final ExternalNodeConnection first =
        node.connect(new PeerInfo(MAIN, "main:1", true), plain(false));
    final ExternalNodeConnection second =
        node.connect(new PeerInfo(MAIN, "main:2", true), plain(false));

    assertThat(first.tick(now)).hasAtLeastOneElementOfType(Output.Send.class);
    assertThat(second.tick(now)).isEmpty();
    first.closed();
    cursor = 7;
    assertThat(second.tick(now)).contains(new Output.Send(ZKS_0, GetBlockReplays.from(7, 64)));
  }

  @Test
  void withoutAChallengeZks2faIsGivenUpButReplayGoesOn() {
    final ExternalNodeConnection verifier =
        external(Optional.of(ACCEPTED)).connect(new PeerInfo(MAIN, "main:1", true), plain(true));
    verifier.opened(now);
    assertThat(verifier.tick(now)).hasAtLeastOneElementOfType(Output.Send.class);

    final List<Output> outputs = verifier.tick(now + Limit.CHALLENGE_SECONDS.nanos());

    assertThat(outputs)
        .noneMatch(Output.Cut.class::isInstance)
        .anyMatch(
            o ->
                o instanceof Output.Report report
                    && report.event() instanceof VerificationLaneClosed);
    assertThat(
            verifier.received(
                Wire.frame(Capabilities.ZKS_2FA_1, new VerifierChallenge(Bytes32.ZERO)), now))
        .noneMatch(Output.Send.class::isInstance);
  }

  @Test
  void withoutAChallengeInlineVersionsEnd() {
    final ExternalNodeConnection verifier =
        external(Optional.of(ACCEPTED)).connect(new PeerInfo(MAIN, "main:1", true), inline(4));
    verifier.opened(now);
    assertThat(verifier.tick(now)).isEmpty();

    assertThat(verifier.tick(now + Limit.CHALLENGE_SECONDS.nanos()).getLast())
        .isInstanceOfSatisfying(
            Output.Cut.class,
            cut -> assertThat(cut.reason()).isEqualTo(CutReason.HANDSHAKE_TIMEOUT));
  }

  /**
   * Any other message while waiting for the challenge terminates (docs/spec/zks-connection.md,
   * "External node's replay").
   */
  @Test
  void inlineVersionsExpectTheChallengeNext() {
    final Lanes lanes = inline(3);
    final ExternalNodeConnection verifier =
        external(Optional.of(ACCEPTED)).connect(new PeerInfo(MAIN, "main:1", true), lanes);
    verifier.opened(now);

    for (final var message :
        List.of(
            new BlockReplays(List.of()),
            new VerifierRoleRequest(),
            new VerifyBatch(1, 1, 1, 1, 1, Bytes.EMPTY, Bytes.EMPTY, 31),
            GetBlockReplays.from(1, 1))) {
      assertThat(
              verifier.received(Wire.frame(lanes.replay().orElseThrow(), message), now).getLast())
          .isInstanceOf(Output.Cut.class);
    }
  }

  @Test
  void aWrongFirstMessageEndsOnlyZks2fa() {
    produce(1);
    final ExternalNodeConnection verifier =
        external(Optional.of(ACCEPTED)).connect(new PeerInfo(MAIN, "main:1", true), plain(true));
    verifier.opened(now);
    verifier.tick(now);

    final List<Output> outputs =
        verifier.received(Wire.frame(Capabilities.ZKS_2FA_1, new VerifierRoleRequest()), now);

    assertThat(outputs)
        .singleElement()
        .isInstanceOfSatisfying(
            Output.Report.class,
            report -> assertThat(report.event()).isInstanceOf(VerificationLaneClosed.class));
    assertThat(verifier.received(Wire.frame(ZKS_0, new BlockReplays(chain)), now)).isEmpty();
    assertThat(verifier.next()).isPresent();
  }
}
