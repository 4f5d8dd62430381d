/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static java.util.stream.Collectors.toSet;

import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.ethereum.eth.manager.EthPeers;
import org.hyperledger.besu.ethereum.p2p.rlpx.connections.PeerConnection;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.messages.DisconnectMessage.DisconnectReason;
import org.hyperledger.besu.plugin.data.p2p.Peer;
import org.hyperledger.besu.plugin.services.p2p.P2PService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.zks.wire.Capability;

/**
 * How Besu's peers ({@code --max-peers}) are shared. Besu refuses a newcomer when it has them all,
 * before zks is asked, whoever the others are. So zks never has them all: whether a newcomer gets a
 * place, which a silent stranger may have to leave, is for the hub to say. Nor do peers without
 * zks, which a rollup has no use for.
 *
 * @param maxPeers Besu's limit
 */
public record PeerPlaces(int maxPeers) {
  private static final Logger LOG = LoggerFactory.getLogger(PeerPlaces.class);

  /** Three quarters are for zks; an eighth each for newcomers and for peers without zks. */
  private static final int PARTS = 8;

  private static final int ZKS_PARTS = 6;

  /** zks connections at the most, at least one. */
  int zks() {
    return (int) Math.max(1, (long) maxPeers * ZKS_PARTS / PARTS);
  }

  /** Peers without zks at the most, static nodes apart. */
  int withoutZks() {
    return maxPeers / PARTS;
  }

  /** The same with no more places than Besu has. */
  public ZksConfig limit(final ZksConfig config) {
    if (config.maxConnections() <= zks()) {
      return config;
    }
    LOG.info(
        "zks has {} places, three quarters of Besu's {} (--max-peers); --plugin-zks-max-connections={} takes --max-peers={}",
        zks(),
        maxPeers,
        config.maxConnections(),
        Math.ceilDiv((long) config.maxConnections() * PARTS, ZKS_PARTS));
    return config.withPlaces(zks());
  }

  /**
   * From now on there are no more peers without zks than {@link #withoutZks}.
   *
   * @param network knows the static nodes, which the operator wants and which do not count
   */
  public void guard(final EthPeers peers, final P2PService network) {
    peers.subscribeConnect(
        peer -> {
          final Set<Bytes> wanted =
              network.getMaintainedConnectionPeers().stream().map(Peer::getId).collect(toSet());
          if (isUseless(peer.getConnection(), wanted)
              && peers
                      .streamAllActiveConnections()
                      .filter(other -> isUseless(other, wanted))
                      .count()
                  > withoutZks()) {
            LOG.debug("no place for one more peer without zks: {}", peer.getLoggableId());
            peer.disconnect(DisconnectReason.TOO_MANY_PEERS);
          }
        });
  }

  private static boolean isUseless(final PeerConnection connection, final Set<Bytes> wanted) {
    return connection.capability(Capability.ZKS) == null
        && !wanted.contains(connection.getPeer().getId());
  }
}
