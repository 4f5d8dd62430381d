/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.Map;
import org.hyperledger.besu.ethereum.p2p.rlpx.wire.SubProtocol;

/** One capability name with the size of its message-id space per version. */
final class ZksSubProtocol implements SubProtocol {
  private final String name;
  private final Map<Integer, Integer> messageCounts;

  ZksSubProtocol(final String name, final Map<Integer, Integer> messageCounts) {
    this.name = name;
    this.messageCounts = Map.copyOf(messageCounts);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public int messageSpace(final int protocolVersion) {
    return messageCounts.getOrDefault(protocolVersion, 0);
  }

  @Override
  public boolean isValidMessageCode(final int protocolVersion, final int code) {
    return code >= 0 && code < messageSpace(protocolVersion);
  }

  @Override
  public String messageName(final int protocolVersion, final int code) {
    return isValidMessageCode(protocolVersion, code) ? name + "-" + code : "invalid";
  }
}
