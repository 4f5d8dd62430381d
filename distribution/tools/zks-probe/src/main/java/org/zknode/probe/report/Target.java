/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.report;

import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.EthStatus;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlpx.RawSession;

/**
 * What is known of the node after the first session.
 *
 * @param agreed with all wanted versions offered: what the node chooses
 */
public record Target(
    String enode,
    Bytes nodeId,
    int p2pVersion,
    String clientId,
    List<String> offered,
    List<RawSession.Agreed> agreed,
    Optional<EthStatus> ethStatus,
    Role role) {

  /** What the node does with a request for blocks. */
  public enum Role {
    MAIN("main node: it serves blocks"),
    EXTERNAL("external node: it asks for blocks"),
    UNKNOWN(
        "unknown: it neither served the first block nor asked us for blocks (it has none yet, or it"
            + " is an external node that has its main node)");

    private final String text;

    Role(final String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  public static Target of(final String enode, final ProbeConnection connection, final Role role) {
    return new Target(
        enode,
        connection.hello().nodeId(),
        connection.hello().p2pVersion(),
        connection.hello().clientId(),
        connection.hello().offered().stream().map(Object::toString).toList(),
        connection.agreed(),
        connection.ethStatus(),
        role);
  }
}
