/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;
import org.zknode.zks.session.Upstream;
import org.zknode.zks.wire.RecordOverride;

/**
 * What the connections of an external node share: the cursor (next block wanted, whatever the
 * connection and the version) and who is asked. Thread-safe as far as its parts are.
 *
 * @param maxBlocksPerMessage records asked for per message, 1 to 64
 * @param overrides for debugging; normally empty (docs/spec/zks-wire.md, "Replay messages")
 * @param inactivityTimeout a replay that brings nothing for this long is cut
 * @param mainNode whether replay is taken from, and batches are verified for, that node id
 * @param key with which this node authenticates as a verifier; empty when it is none
 * @param cursor next block wanted
 * @param upstream who of them is asked for the replay, and when
 */
public record ExternalNode(
    int maxBlocksPerMessage,
    List<RecordOverride> overrides,
    Duration inactivityTimeout,
    Predicate<Bytes> mainNode,
    Optional<PrivateKey> key,
    LongSupplier cursor,
    Upstream upstream) {
  public ExternalNode {
    overrides = List.copyOf(overrides);
  }

  /** The state machine of a new connection. */
  public ExternalNodeConnection connect(final PeerInfo peer, final Lanes lanes) {
    return new ExternalNodeConnection(this, peer, lanes);
  }
}
