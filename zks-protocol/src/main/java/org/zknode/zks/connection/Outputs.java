/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.protocol.ProtocolViolation;

/** Outputs that both sides have in common. */
final class Outputs {
  private Outputs() {}

  static List<Output> malformed(final PeerInfo peer, final ZksDecodeException cause) {
    return cut(peer, cause.limit(), CutReason.MALFORMED, cause.getMessage());
  }

  static List<Output> violation(final PeerInfo peer, final ProtocolViolation cause) {
    final boolean flood = cause.limit().filter(Limit.UNASKED_MESSAGES::equals).isPresent();
    return cut(
        peer, cause.limit(), flood ? CutReason.FLOOD : CutReason.VIOLATION, cause.getMessage());
  }

  private static List<Output> cut(
      final PeerInfo peer, final Optional<Limit> limit, final CutReason reason, final String why) {
    final List<Output> outputs = new ArrayList<>();
    limit.ifPresent(
        l -> outputs.add(new Output.Report(new ZksEvent.LimitReached(peer.peerId(), l))));
    outputs.add(new Output.Cut(reason, why));
    return outputs;
  }

  static Output ignored(final PeerInfo peer, final String what) {
    return new Output.Report(new ZksEvent.Ignored(peer.peerId(), what));
  }
}
