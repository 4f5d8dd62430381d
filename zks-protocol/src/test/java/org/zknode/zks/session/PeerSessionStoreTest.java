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

  private final PeerSessionStore store = new PeerSessionStore();

  @BeforeEach
  void connect() {
    store.established(PEER, "127.0.0.1:3060", 0);
  }

  @Test
  void replayProgressDecidesEligibility() {
    store.verifierState(PEER, AUTHORIZED);
    store.replayRequested(PEER, 7);
    store.blockSent(PEER, 9);
    assertThat(store.eligibleFor(10)).isEmpty();

    store.blockSent(PEER, 10);
    assertThat(store.eligibleFor(10)).containsExactly(PEER);
  }

  @Test
  void aPeerThatStartsPastTheBatchIsEligibleAtOnce() {
    store.verifierState(PEER, AUTHORIZED);
    store.replayRequested(PEER, 11);

    assertThat(store.eligibleFor(10)).containsExactly(PEER);
    assertThat(store.eligibleFor(11)).isEmpty();
  }

  @Test
  void eligibilityNeedsAuthorisationAndReplay() {
    store.verifierState(PEER, AUTHORIZED);
    assertThat(store.eligibleFor(0)).isEmpty();

    store.replayRequested(PEER, 11);
    assertThat(store.eligibleFor(10)).containsExactly(PEER);

    store.verifierState(PEER, new AuthState.Unauthorized(Optional.empty()));
    assertThat(store.eligibleFor(10)).isEmpty();
    store.verifierState(PEER, new AuthState.RoleRequested());
    assertThat(store.eligibleFor(10)).isEmpty();
    store.verifierState(PEER, new AuthState.Challenged(Bytes32.ZERO));
    assertThat(store.eligibleFor(10)).isEmpty();
  }

  @Test
  void aNewRequestResetsTheProgress() {
    store.replayRequested(PEER, 1);
    store.blockSent(PEER, 10);
    store.replayRequested(PEER, 5);

    assertThat(store.get(PEER).orElseThrow().replay().orElseThrow().lastBlockSent()).isEmpty();
  }

  @Test
  void closingDropsTheSessionAndUnknownPeersAreIgnored() {
    store.closed(PEER);
    store.verifierState(PEER, AUTHORIZED);
    store.replayRequested(PEER, 1);
    store.blockSent(PEER, 1);

    assertThat(store.all()).isEmpty();
  }

  @Test
  void reconnectingStartsAnew() {
    store.verifierState(PEER, AUTHORIZED);
    store.replayRequested(PEER, 11);

    store.established(PEER, "127.0.0.1:3061", 5);

    assertThat(store.eligibleFor(1)).isEmpty();
    assertThat(store.get(PEER).orElseThrow().connectedAtMillis()).isEqualTo(5);
  }
}
