/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.PrivateKey;
import org.zknode.zks.connection.MainNodeConnection.Next;
import org.zknode.zks.record.RecordItem;
import org.zknode.zks.signing.VerifierAuthentication;
import org.zknode.zks.wire.Capabilities;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.VerifierAuth;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifierRoleRequest;
import org.zknode.zks.wire.VerifyBatch;

/**
 * Upstream's dispatch tests (docs/spec/zks-connection.md, "Scenarios of ZKsync OS"): VerifyBatch of
 * a batch that ends with block 120 goes to authorised peers that have it or were sent it, and that
 * can be reached.
 */
class DispatchTest extends ConnectionFixture {
  private static final long LAST_BLOCK = 120;

  private final Map<Bytes, MainNodeConnection> live = new HashMap<>();

  private MainNodeConnection connect(final int id, final Lanes lanes) {
    final Bytes peerId = Bytes.repeat((byte) id, 64);
    final MainNodeConnection connection =
        mainNode.connect(new PeerInfo(peerId, "peer:" + id, false), lanes);
    connection.opened(0);
    live.put(peerId, connection);
    return connection;
  }

  private void authenticate(
      final MainNodeConnection connection, final Capability lane, final PrivateKey key) {
    final Output.Send challenge =
        (Output.Send)
            connection.received(Wire.frame(lane, new VerifierRoleRequest()), 0).stream()
                .filter(Output.Send.class::isInstance)
                .findFirst()
                .orElseThrow();
    final Bytes signature =
        VerifierAuthentication.sign(((VerifierChallenge) challenge.message()).nonce(), key);
    connection.received(Wire.frame(lane, new VerifierAuth(signature)), 0);
  }

  /** Asks for the last records up to that block, and is sent them. */
  private void replay(final MainNodeConnection connection, final long upTo) {
    final Capability zks = connection.lanes().replay().orElseThrow();
    connection.received(Wire.frame(zks, GetBlockReplays.from(upTo - 1, 64)), 0);
    final Next next =
        connection.next(
            (n, key) -> n <= upTo ? Optional.of(RecordItem.of(numbered(n))) : Optional.empty());
    connection.queued(((Next.Message) next).batch());
  }

  @Test
  void goesOnlyToAuthorisedCaughtUpReachablePeers() {
    final MainNodeConnection caughtUp = connect(1, plain(true));
    authenticate(caughtUp, Capabilities.ZKS_2FA_1, ACCEPTED);
    replay(caughtUp, LAST_BLOCK);
    final MainNodeConnection behind = connect(2, plain(true));
    authenticate(behind, Capabilities.ZKS_2FA_1, ACCEPTED);
    replay(behind, LAST_BLOCK - 1);
    final MainNodeConnection unauthorised = connect(3, plain(true));
    authenticate(unauthorised, Capabilities.ZKS_2FA_1, OTHER);
    replay(unauthorised, LAST_BLOCK);
    final MainNodeConnection withoutVerification =
        connect(4, new Lanes(Capabilities.find(Capability.ZKS, 2), Optional.empty()));
    withoutVerification.received(
        Wire.frame(Capabilities.ZKS_5, GetBlockReplays.from(LAST_BLOCK + 1, 64)), 0);
    final MainNodeConnection inline = connect(5, inline(3));
    authenticate(inline, inline.lanes().replay().orElseThrow(), ACCEPTED);
    replay(inline, LAST_BLOCK);
    final MainNodeConnection unreachable = connect(6, plain(true));
    authenticate(unreachable, Capabilities.ZKS_2FA_1, ACCEPTED);
    replay(unreachable, LAST_BLOCK);
    live.remove(unreachable.peer().peerId());

    assertThat(mainNode.eligible(LAST_BLOCK, id -> Optional.ofNullable(live.get(id))))
        .containsExactly(caughtUp, inline);
    final VerifyBatch request = new VerifyBatch(1, 12, 111, 120, 1, Bytes.EMPTY, Bytes.EMPTY, 31);
    assertThat(caughtUp.verify(request, 0).orElseThrow().lane()).isEqualTo(Capabilities.ZKS_2FA_1);
    assertThat(inline.verify(request, 0).orElseThrow().lane().toString()).isEqualTo("zks/3");
    assertThat(withoutVerification.verify(request, 0)).isEmpty();
  }

  @Test
  void goesToNobodyWhenNobodyIsEligible() {
    connect(1, plain(true));

    assertThat(mainNode.eligible(LAST_BLOCK, id -> Optional.ofNullable(live.get(id)))).isEmpty();
  }
}
