/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.zks.session.PeerSession;
import org.zknode.zks.session.PeerSessionStore;

/**
 * What the connections of a main node share: who is eligible to verify (the sessions). How to reach
 * them is the driver's registry of live connections; the two are joined at dispatch
 * (docs/spec/zks-connection.md, "Eligible verifiers"). Thread-safe.
 */
public final class MainNode {
  private final PeerSessionStore sessions = new PeerSessionStore();
  private final Predicate<Address> accepted;
  private final Supplier<Bytes32> nonces;

  /**
   * @param accepted whether that address may sign batches; asked at each authentication
   * @param nonces unpredictable, never the same twice
   */
  public MainNode(final Predicate<Address> accepted, final Supplier<Bytes32> nonces) {
    this.accepted = accepted;
    this.nonces = nonces;
  }

  /** The state machine of a new connection. */
  public MainNodeConnection connect(final PeerInfo peer, final Lanes lanes) {
    return new MainNodeConnection(this, peer, lanes);
  }

  public PeerSessionStore sessions() {
    return sessions;
  }

  Predicate<Address> accepted() {
    return accepted;
  }

  Supplier<Bytes32> nonces() {
    return nonces;
  }

  /** A way to a connected peer. */
  @FunctionalInterface
  public interface Reach<C> {
    /** The peer's live connection. */
    Optional<C> find(Bytes peerId);
  }

  /**
   * The connections to which VerifyBatch of a batch with that last block goes: authorised and
   * caught up, and still there.
   *
   * @param reach the registry of live connections
   */
  public <C> List<C> eligible(final long lastBlock, final Reach<C> reach) {
    final List<C> eligible = new ArrayList<>();
    for (final PeerSession session : sessions.eligibleFor(lastBlock)) {
      reach.find(session.peerId()).ifPresent(eligible::add);
    }
    return eligible;
  }
}
