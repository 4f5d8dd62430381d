/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * The first message of both sides: {@code [version, clientId, [[name, version]…], listenPort,
 * nodeId]}.
 *
 * @param capabilities as offered; messageCount is not on the wire and 0 in what was received
 */
record Hello(
    int p2pVersion, String clientId, List<Capability> capabilities, int listenPort, Bytes nodeId) {
  /** From 5 on messages are compressed. */
  static final int P2P_VERSION = 5;

  /** More offers than any client makes; bounds the work on a stranger's message. */
  private static final int MAX_CAPABILITIES = 128;

  Hello {
    capabilities = List.copyOf(capabilities);
  }

  Bytes encode() {
    return RlpWriter.encodeList(
        list -> {
          list.uint64(p2pVersion).bytes(utf8(clientId));
          list.list(
              offers ->
                  capabilities.forEach(
                      c -> offers.list(f -> f.bytes(utf8(c.name())).uint64(c.version()))));
          list.uint64(listenPort).bytes(nodeId);
        });
  }

  /** Fields beyond the known ones are ignored (EIP-8). */
  static Hello decode(final Bytes payload) {
    final RlpReader list = RlpReader.of(payload).list();
    final int version = list.uint(31);
    final String client = text(list.bytes());
    final RlpReader offers = list.list();
    final List<Capability> capabilities = new ArrayList<>();
    while (!offers.atEnd() && capabilities.size() < MAX_CAPABILITIES) {
      final RlpReader offer = offers.list();
      capabilities.add(new Capability(text(offer.bytes()), offer.uint(8), 0));
    }
    final int port = list.uint(31);
    return new Hello(version, client, capabilities, port, list.fixed(Enode.NODE_ID_BYTES));
  }

  private static Bytes utf8(final String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(final Bytes bytes) {
    return new String(bytes.toArrayUnsafe(), StandardCharsets.UTF_8);
  }
}
