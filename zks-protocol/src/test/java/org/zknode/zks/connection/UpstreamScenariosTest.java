/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.zks.connection.ZksEvent.Closed;
import org.zknode.zks.connection.ZksEvent.Established;
import org.zknode.zks.connection.ZksEvent.ReplayBlockSent;
import org.zknode.zks.connection.ZksEvent.ReplayRequested;
import org.zknode.zks.connection.ZksEvent.VerifierAuthorized;
import org.zknode.zks.connection.ZksEvent.VerifierChallengeSent;
import org.zknode.zks.connection.ZksEvent.VerifierRoleRequested;
import org.zknode.zks.connection.ZksEvent.VerifierUnauthorized;
import org.zknode.zks.record.Goldens;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.record.ReplayRecord;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.RecordOverride;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Approved;

/**
 * The meaning of each end-to-end test of upstream (docs/spec/zks-connection.md, "Scenarios of
 * ZKsync OS"), on the state machines. The connection limit and versions without a common one are
 * the registry's and the transport's.
 */
class UpstreamScenariosTest extends ConnectionFixture {
  private static final Bytes MAIN = Wire.MAIN_ID;
  private static final Bytes EXTERNAL = Wire.EXTERNAL_ID;

  /** send_replay_record_matching_version: record of the golden chain, in each real version. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void sendsARecordInEachVersion(final int version) throws Exception {
    final Capability zks = Capabilities.find(Capability.ZKS, version).orElseThrow();
    final int format = zks.records().orElseThrow().version();
    cursor = 5;
    final Wire wire =
        new Wire(
            mainNode,
            external(Optional.empty()),
            new Lanes(Optional.of(zks), Optional.empty()),
            (n, key) ->
                n == 5 ? Optional.of(RecordItem.of(Goldens.encoded(format))) : Optional.empty(),
            () -> now);

    wire.settle();

    final ReplayRecord expected = zks.records().orElseThrow().decode(Goldens.encoded(format));
    assertThat(wire.taken).containsExactly(expected);
    assertThat(wire.mainEvents.getFirst())
        .isEqualTo(new Established(EXTERNAL, "external:1", false));
    assertThat(wire.externalEvents.getFirst()).isEqualTo(new Established(MAIN, "main:1", true));
    assertThat(wire.cut).isEmpty();
  }

  /** emits_replay_session_events. */
  @Test
  void emitsReplaySessionEvents() {
    produce(1);
    final Wire wire = wire(Optional.empty(), plain(true)).settle();
    wire.close();

    assertThat(wire.mainEvents)
        .containsExactly(
            new Established(EXTERNAL, "external:1", false),
            new ReplayRequested(EXTERNAL, 1),
            new ReplayBlockSent(EXTERNAL, 1),
            new Closed(EXTERNAL));
    assertThat(mainNode.sessions().all()).isEmpty();
  }

  /** serves_overridden_replay_records. */
  @Test
  void servesOverriddenRecords() {
    produce(2);
    final Bytes key = Bytes.repeat((byte) 0xab, 32);
    final Wire wire =
        new Wire(
            mainNode,
            external(Optional.empty(), List.of(new RecordOverride(2, key))),
            plain(false),
            (n, k) ->
                (k.isPresent() ? k.filter(key::equals).map(x -> numbered(2)) : canonical(n))
                    .map(RecordItem::of),
            () -> now);

    wire.settle();

    assertThat(wire.taken).extracting(ReplayRecord::blockNumber).containsExactly(1L, 2L);
    assertThat(((GetBlockReplays) wire.toMain.getFirst()).overrides())
        .containsExactly(new RecordOverride(2, key));
  }

  /** batches_multiple_replay_records. */
  @Test
  void batchesMultipleRecords() {
    produce(2);
    final Wire wire = wire(Optional.empty(), plain(false)).settle();

    assertThat(wire.mainEvents)
        .filteredOn(ReplayBlockSent.class::isInstance)
        .containsExactly(new ReplayBlockSent(EXTERNAL, 1), new ReplayBlockSent(EXTERNAL, 2));
    assertThat(wire.taken).hasSize(2);
  }

  /** zks_2fa_authorizes_verifier_and_replays. */
  @Test
  void twoFaAuthorisesAndReplays() {
    produce(1);
    final Wire wire = wire(Optional.of(ACCEPTED), plain(true)).settle();

    assertThat(wire.mainEvents)
        .contains(
            new VerifierAuthorized(EXTERNAL, ACCEPTED.address()), new ReplayRequested(EXTERNAL, 1));
    assertThat(wire.taken).hasSize(1);
    assertThat(mainNode.eligible(1, id -> Optional.of("reached"))).containsExactly("reached");
    assertThat(mainNode.eligible(2, id -> Optional.of("reached"))).isEmpty();
    assertThat(mainNode.eligible(1, id -> Optional.empty())).isEmpty();
  }

  /** zks_2fa_emits_verifier_unauthorized. */
  @Test
  void twoFaNamesAnotherSigner() {
    produce(1);
    final Wire wire = wire(Optional.of(OTHER), plain(true)).settle();

    assertThat(wire.mainEvents)
        .contains(new VerifierUnauthorized(EXTERNAL, Optional.of(OTHER.address())));
    assertThat(wire.taken).hasSize(1);
    assertThat(wire.cut).isEmpty();
  }

  /** zks_2fa_forwards_verify_batch_result_to_main_node, and zks/3's counterpart. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4})
  void forwardsResultsToTheMainNode(final int version) {
    produce(1);
    final Wire wire =
        wire(Optional.of(ACCEPTED), version == 0 ? plain(true) : inline(version)).settle();
    final VerifyBatch request = new VerifyBatch(41, 7, 1, 1, 1, Bytes.of(1), Bytes.of(2), 31);
    final VerifyBatchResult result =
        new VerifyBatchResult(41, 7, new Approved(Bytes.repeat((byte) 9, 65)));

    wire.ask(request);
    wire.settle();
    assertThat(wire.verifications).extracting(Output.Verify::request).containsExactly(request);
    wire.inject(wire.verifications.getFirst().lane(), result);
    wire.settle();

    assertThat(wire.results).containsExactly(result);
    assertThat(wire.cut).isEmpty();
  }

  /** authorizes_verifier_before_replay (zks/3): the order of the external node's messages. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void inlineAuthorisationComesBeforeTheReplay(final int version) {
    produce(1);
    final Wire wire = wire(Optional.of(ACCEPTED), inline(version)).settle();

    assertThat(wire.toMain.get(0)).isInstanceOf(VerifierRoleRequest.class);
    assertThat(wire.toMain.get(1)).isInstanceOf(VerifierAuth.class);
    assertThat(wire.toMain.get(2)).isInstanceOf(GetBlockReplays.class);
    assertThat(wire.mainEvents)
        .extracting(Object::getClass)
        .map(Class::getSimpleName)
        .containsExactly(
            Established.class.getSimpleName(),
            VerifierRoleRequested.class.getSimpleName(),
            VerifierChallengeSent.class.getSimpleName(),
            VerifierAuthorized.class.getSimpleName(),
            ReplayRequested.class.getSimpleName(),
            ReplayBlockSent.class.getSimpleName());
  }

  /** emits_verifier_unauthorized_before_replay (zks/3). */
  @Test
  void inlineUnauthorisedComesBeforeTheReplay() {
    produce(1);
    final Wire wire = wire(Optional.of(OTHER), inline(3)).settle();

    assertThat(wire.mainEvents)
        .containsSubsequence(
            new VerifierUnauthorized(EXTERNAL, Optional.of(OTHER.address())),
            new ReplayRequested(EXTERNAL, 1));
    assertThat(wire.taken).hasSize(1);
  }
}
