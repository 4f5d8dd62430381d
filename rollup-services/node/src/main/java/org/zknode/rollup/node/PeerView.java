/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.rollup.zks.PeerStatus;
import org.zknode.rollup.zks.ZksSnapshot;

/** Peers as {@code zknode_status} shows them. */
final class PeerView {
  private PeerView() {}

  static List<Map<String, Object>> of(final ZksSnapshot snapshot) {
    return snapshot.peers().stream().map(PeerView::of).toList();
  }

  private static Map<String, Object> of(final PeerStatus peer) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put("nodeId", peer.peerId().toUnprefixedHexString());
    view.put("address", peer.remoteAddress());
    view.put("outbound", peer.outbound());
    view.put("capabilities", peer.capabilities());
    peer.replayFrom().ifPresent(block -> view.put("replayFrom", block));
    peer.replayedTo().ifPresent(block -> view.put("replayedTo", block));
    peer.signer().ifPresent(signer -> view.put("signer", signer.toString()));
    return view;
  }
}
