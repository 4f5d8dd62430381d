/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlpx.DisconnectReason;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.ZksMessage;

/** What a node does on a connection. */
public sealed interface Event {

  /**
   * A message of {@code zks} or {@code zks_2fa}.
   *
   * @param code capability-relative id
   */
  record Received(Capability capability, int code, Bytes payload) implements Event {
    public ZksMessage decode() throws ZksDecodeException {
      return capability.decode(code, payload);
    }

    /** For people: the kind of message, or its id when there is no such message. */
    public String kind() {
      return code < capability.messageCount()
          ? capability.messages().get(code).toString()
          : "%s message 0x%02x".formatted(capability, code);
    }
  }

  /** The answer to our devp2p Ping. */
  record Pong() implements Event {}

  /**
   * The last event of a connection.
   *
   * @param how one phrase for people
   * @param reason empty when there was no Disconnect message
   */
  record Ended(String how, Optional<DisconnectReason> reason) implements Event {}
}
