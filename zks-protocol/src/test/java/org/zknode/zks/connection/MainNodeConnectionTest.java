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
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.connection.MainNodeConnection.Next;
import org.zknode.zks.connection.ZksEvent.LimitReached;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.limit.WireLimits;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.VerifyBatchResult.Refused;
import org.zknode.zks.wire.ZksMessage;

class MainNodeConnectionTest extends ConnectionFixture {
  private static final Capability TWO_FA = Capabilities.ZKS_2FA_1;
  private static final PeerInfo PEER = new PeerInfo(Wire.EXTERNAL_ID, "external:1", false);
  private static final GetBlockReplays REQUEST = GetBlockReplays.from(1, 64);

  private MainNodeConnection connection = mainNode.connect(PEER, plain(true));

  private List<Output> receive(final Capability lane, final ZksMessage message) {
    return connection.received(Wire.frame(lane, message), now);
  }

  private static void assertCut(final List<Output> outputs, final CutReason reason) {
    assertThat(outputs.getLast())
        .isInstanceOfSatisfying(
            Output.Cut.class, cut -> assertThat(cut.reason()).isEqualTo(reason));
  }

  private static void assertLimit(final List<Output> outputs, final Limit limit) {
    assertThat(outputs).contains(new Output.Report(new LimitReached(PEER.peerId(), limit)));
  }

  @Test
  void aSecondRequestCuts() {
    receive(ZKS_0, REQUEST);
    final List<Output> outputs = receive(ZKS_0, REQUEST);

    assertCut(outputs, CutReason.VIOLATION);
    assertLimit(outputs, Limit.REQUESTS_PER_CONNECTION);
  }

  @Test
  void whatOnlyAMainNodeSendsCuts() {
    assertCut(receive(ZKS_0, new BlockReplays(List.of())), CutReason.VIOLATION);
    assertCut(receive(TWO_FA, new VerifierChallenge(Bytes32.ZERO)), CutReason.VIOLATION);
    assertCut(receive(TWO_FA, request(1)), CutReason.VIOLATION);
    assertCut(receive(TWO_FA, new VerifierAuth(Bytes.EMPTY)), CutReason.VIOLATION);
  }

  @Test
  void whatCannotBeDecodedCuts() {
    assertCut(connection.received(new Frame("zks", 9, Bytes.EMPTY), 0), CutReason.MALFORMED);
    assertCut(connection.received(new Frame("zks", 0, Bytes.of(1)), 0), CutReason.MALFORMED);
    assertCut(connection.received(new Frame("snap", 0, Bytes.of(1)), 0), CutReason.MALFORMED);
    final Bytes long2fa = new VerifierAuth(Bytes.wrap(new byte[20_000])).encode();
    final List<Output> outputs = connection.received(new Frame("zks_2fa", 2, long2fa), 0);
    assertCut(outputs, CutReason.MALFORMED);
    assertLimit(outputs, Limit.VERIFIER_MESSAGE_BYTES);
  }

  @Test
  void numbersBeyondAnyChainAreRefused() {
    final List<Output> outputs = receive(ZKS_0, GetBlockReplays.from(-1, 64));

    assertCut(outputs, CutReason.VIOLATION);
    assertLimit(outputs, Limit.WIRE_INTEGER);
  }

  /**
   * In zks/3 and zks/4 only results may come after the request (docs/spec/zks-connection.md, "Main
   * node's replay").
   */
  @Test
  void inlineAuthorisationAfterTheRequestCuts() {
    final Lanes lanes = inline(4);
    connection = mainNode.connect(PEER, lanes);
    receive(lanes.replay().orElseThrow(), new VerifierRoleRequest());
    receive(lanes.replay().orElseThrow(), REQUEST);

    assertCut(
        receive(lanes.replay().orElseThrow(), new VerifierRoleRequest()), CutReason.VIOLATION);
  }

  /** On zks_2fa the order is free. */
  @Test
  void authorisationAfterTheRequestIsFineOnItsOwnCapability() {
    receive(ZKS_0, REQUEST);

    assertThat(receive(TWO_FA, new VerifierRoleRequest()))
        .filteredOn(Output.Send.class::isInstance)
        .hasSize(1);
  }

  @Test
  void aChallengeThatIsNotAnsweredCuts() {
    receive(TWO_FA, new VerifierRoleRequest());
    assertThat(connection.tick(now + Limit.CHALLENGE_SECONDS.nanos() - 1)).isEmpty();

    final List<Output> outputs = connection.tick(now + Limit.CHALLENGE_SECONDS.nanos());

    assertCut(outputs, CutReason.HANDSHAKE_TIMEOUT);
    assertLimit(outputs, Limit.CHALLENGE_SECONDS);
  }

  @Test
  void aRecordThatNoMessageCarriesHoldsTheStreamAndIsNamed() {
    receive(ZKS_0, REQUEST);

    final Next next =
        connection.next(
            (n, k) ->
                Optional.of(RecordItem.of(Bytes.wrap(new byte[WireLimits.MAX_BATCH_BYTES + 1]))));

    assertThat(next)
        .isInstanceOfSatisfying(
            Next.Oversize.class,
            oversize -> {
              assertThat(oversize.why())
                  .isEqualTo(
                      "the record of block %d has 8388609 bytes, a message carries at most 8388608"
                          .formatted(REQUEST.startingBlock()));
              assertThat(oversize.outputs()).noneMatch(Output.Cut.class::isInstance);
              assertLimit(oversize.outputs(), Limit.BATCH_BYTES);
            });
    assertThat(connection.next((n, k) -> Optional.of(RecordItem.of(Bytes.of(0xc0)))))
        .isInstanceOf(Next.Message.class);
  }

  @Test
  void whoFloodsIsCut() {
    for (int i = 0; i < Limit.UNASKED_MESSAGES.value(); i++) {
      assertThat(receive(TWO_FA, new VerifierRoleRequest()))
          .noneMatch(Output.Cut.class::isInstance);
    }

    final List<Output> outputs = receive(TWO_FA, new VerifierRoleRequest());

    assertCut(outputs, CutReason.FLOOD);
    assertLimit(outputs, Limit.UNASKED_MESSAGES);
  }

  @Test
  void aMessageEachSecondIsNoFlood() {
    for (int i = 0; i < 3 * Limit.UNASKED_MESSAGES.value(); i++) {
      now += 1_000_000_000L;
      assertThat(receive(TWO_FA, new VerifierRoleRequest()))
          .noneMatch(Output.Cut.class::isInstance);
    }
  }

  @Test
  void answersDoNotCountAsAFlood() {
    authorise();
    for (int id = 1; id <= 3 * Limit.UNASKED_MESSAGES.value(); id++) {
      assertThat(connection.verify(request(id), now)).isPresent();
      assertThat(receive(TWO_FA, new VerifyBatchResult(id, 7, new Refused("busy"))))
          .noneMatch(Output.Cut.class::isInstance);
    }
  }

  @Test
  void aPeerThatOwesAnswersIsNotAskedForMore() {
    assertThat(connection.verify(request(1), now)).isEmpty();
    receive(TWO_FA, new VerifierRoleRequest());
    for (int id = 1; id <= Limit.VERIFICATIONS_PER_PEER.value(); id++) {
      assertThat(connection.verify(request(id), now)).isPresent();
    }

    assertThat(connection.verify(request(9), now)).isEmpty();
    now += MainNodeConnection.IN_FLIGHT_NANOS;
    assertThat(connection.verify(request(9), now)).isPresent();
  }

  @Test
  void aLongRefusalIsCut() {
    authorise();
    final RlpWriter refusal = new RlpWriter(2_000);
    refusal.uint64(1).uint64(7).uint64(1).bytes(Bytes.repeat((byte) 'x', 1_000));

    final List<Output> outputs =
        connection.received(new Frame("zks_2fa", 4, refusal.toBytes()), now);

    assertLimit(outputs, Limit.REFUSAL_BYTES);
    assertThat(outputs)
        .contains(new Output.Result(new VerifyBatchResult(1, 7, new Refused("x".repeat(256)))));
  }

  private void authorise() {
    final List<Output> challenged = receive(TWO_FA, new VerifierRoleRequest());
    final VerifierChallenge challenge =
        (VerifierChallenge) ((Output.Send) challenged.get(1)).message();
    receive(TWO_FA, new VerifierAuth(VerifierAuthentication.sign(challenge.nonce(), ACCEPTED)));
  }

  private static VerifyBatch request(final long id) {
    return new VerifyBatch(id, 7, 1, 1, 1, Bytes.of(1), Bytes.of(2), 31);
  }
}
