/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * A connected peer, for status.
 *
 * @param capabilities agreed ones, for instance {@code zks/5}
 * @param replayFrom first block of the replay on this connection; empty while there is none
 * @param replayedTo last block sent (main node) or taken (external node)
 * @param signer the accepted signer that the peer proved to be (main node)
 */
public record PeerStatus(
    Bytes peerId,
    String remoteAddress,
    boolean outbound,
    List<String> capabilities,
    OptionalLong replayFrom,
    OptionalLong replayedTo,
    Optional<Address> signer) {
  public PeerStatus {
    capabilities = List.copyOf(capabilities);
  }

  static List<String> capabilities(final PeerLink link) {
    return link.lanes().agreed().stream().map(Object::toString).toList();
  }

  static PeerStatus of(
      final PeerLink link,
      final OptionalLong replayFrom,
      final OptionalLong replayedTo,
      final Optional<Address> signer) {
    return new PeerStatus(
        link.peerId(),
        link.connection().remoteAddress(),
        link.connection().outbound(),
        capabilities(link),
        replayFrom,
        replayedTo,
        signer);
  }
}
