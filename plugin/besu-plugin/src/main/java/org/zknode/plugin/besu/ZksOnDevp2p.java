/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.p2p.config.SubProtocolConfiguration;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.Capability;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.rollup.zks.ZksTransportMetrics;

/**
 * Puts the zks capabilities on Besu's own devp2p, before its network is built from the same list.
 */
public final class ZksOnDevp2p implements AutoCloseable {
  private static final String SNAP = "snap";

  private final ZksConnections connections;

  private ZksOnDevp2p(final ZksConnections connections) {
    this.connections = connections;
  }

  /**
   * @param handler judges each connection when it comes
   * @param stripSnap take snap off the offer: Besu counts 17 message ids for it, other clients 8,
   *     and zks sorts after it, so that its ids would be shifted between them
   * @throws HostException this Besu is not built as expected
   */
  public static ZksOnDevp2p register(
      final BesuController controller,
      final List<CapabilityOffer> offers,
      final ZksConnectionHandler handler,
      final ZksConfig config,
      final boolean stripSnap,
      final Metrics metrics) {
    final ChannelAccess access = ChannelAccess.find();
    final SubProtocolConfiguration configuration = controller.getSubProtocolConfiguration();
    if (stripSnap) {
      configuration.getSubProtocols().removeIf(protocol -> protocol.getName().equals(SNAP));
      configuration
          .getProtocolManagers()
          .removeIf(manager -> manager.getSupportedProtocol().equals(SNAP));
    }
    final Map<String, Map<Integer, Integer>> byName = new LinkedHashMap<>();
    offers.forEach(
        offer ->
            byName
                .computeIfAbsent(offer.name(), name -> new LinkedHashMap<>())
                .put(offer.version(), offer.messageCount()));
    final Bytes localId = controller.getNodeKey().getPublicKey().getEncodedBytes();
    final ZksConnections connections =
        new ZksConnections(
            ConnectionShared.create(
                handler,
                access,
                localId,
                config.refuseOffenders(),
                new ZksTransportMetrics(metrics)),
            List.copyOf(byName.keySet()));
    byName.forEach(
        (name, versions) -> {
          final List<Capability> capabilities =
              versions.keySet().stream().map(v -> Capability.create(name, v)).toList();
          configuration.withSubProtocol(
              new ZksSubProtocol(name, versions),
              new ZksProtocolManager(name, capabilities, connections));
        });
    return new ZksOnDevp2p(connections);
  }

  @Override
  public void close() {
    connections.close();
  }
}
