/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;

class PeerSessionStoreTest {
  private static final Bytes PEER = Bytes.repeat((byte) 1, 64);
  private static final AuthState AUTHORIZED = new AuthState.Authorized(Address.ZERO);

  private static final Object CONNECTION = new Object();

  private final PeerSessionStore store = new PeerSessionStore();

  @BeforeEach
  void connect() {
    store.established(PEER, CONNECTION, "127.0.0.1:3060", 0);
  }

  @Test
  void replayProgressDecidesEligibility() {
    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    store.replayRequested(PEER, CONNECTION, 7);
    store.blockSent(PEER, CONNECTION, 9);
    assertThat(store.eligibleFor(10)).isEmpty();

    store.blockSent(PEER, CONNECTION, 10);
    assertThat(store.eligibleFor(10)).extracting(PeerSession::peerId).containsExactly(PEER);
  }

  @Test
  void aPeerThatStartsPastTheBatchIsEligibleAtOnce() {
    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    store.replayRequested(PEER, CONNECTION, 11);

    assertThat(store.eligibleFor(10)).extracting(PeerSession::peerId).containsExactly(PEER);
    assertThat(store.eligibleFor(11)).isEmpty();
  }

  @Test
  void eligibilityNeedsAuthorisationAndReplay() {
    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    assertThat(store.eligibleFor(0)).isEmpty();

    store.replayRequested(PEER, CONNECTION, 11);
    assertThat(store.eligibleFor(10)).extracting(PeerSession::peerId).containsExactly(PEER);

    store.verifierState(PEER, CONNECTION, new AuthState.Unauthorized(Optional.empty()));
    assertThat(store.eligibleFor(10)).isEmpty();
    store.verifierState(PEER, CONNECTION, new AuthState.RoleRequested());
    assertThat(store.eligibleFor(10)).isEmpty();
    store.verifierState(PEER, CONNECTION, new AuthState.Challenged(Bytes32.ZERO));
    assertThat(store.eligibleFor(10)).isEmpty();
  }

  @Test
  void aNewRequestResetsTheProgress() {
    store.replayRequested(PEER, CONNECTION, 1);
    store.blockSent(PEER, CONNECTION, 10);
    store.replayRequested(PEER, CONNECTION, 5);

    assertThat(store.get(PEER).orElseThrow().replay().orElseThrow().lastBlockSent()).isEmpty();
  }

  @Test
  void closingDropsTheSessionAndUnknownPeersAreIgnored() {
    store.closed(PEER, CONNECTION);
    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    store.replayRequested(PEER, CONNECTION, 1);
    store.blockSent(PEER, CONNECTION, 1);

    assertThat(store.all()).isEmpty();
  }

  @Test
  void reconnectingStartsAnew() {
    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    store.replayRequested(PEER, CONNECTION, 11);

    store.established(PEER, CONNECTION, "127.0.0.1:3061", 5);

    assertThat(store.eligibleFor(1)).isEmpty();
    assertThat(store.get(PEER).orElseThrow().connectedAtMillis()).isEqualTo(5);
  }

  /** Simultaneous dials: the connection that lost must not touch the session of the other. */
  @Test
  void aReplacedConnectionChangesNothing() {
    final Object second = new Object();
    store.established(PEER, second, "127.0.0.1:3061", 5);

    store.verifierState(PEER, CONNECTION, AUTHORIZED);
    store.replayRequested(PEER, CONNECTION, 11);
    store.closed(PEER, CONNECTION);

    assertThat(store.get(PEER).orElseThrow().replay()).isEmpty();
    assertThat(store.get(PEER).orElseThrow().verifier()).isEmpty();
    store.closed(PEER, second);
    assertThat(store.all()).isEmpty();
  }
}
