/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.MessageType;

/**
 * {@code trailing-bytes}: what follows a message in its frame is ignored (docs/spec/zks-wire.md,
 * "Encoding").
 */
final class TrailingBytesCheck implements Check {
  private static final Bytes JUNK = Bytes.fromHexString("0xdeadbeef00");

  @Override
  public String name() {
    return "trailing-bytes";
  }

  @Override
  public String expected() {
    return "bytes after a complete GetBlockReplays are ignored: blocks come";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    try (ProbeConnection connection = lab.connect()) {
      final ProbeConnection.Lane zks = connection.zks().orElseThrow();
      connection.send(
          zks.offset() + zks.capability().id(MessageType.GET_BLOCK_REPLAYS),
          Bytes.concatenate(GetBlockReplays.from(lab.settings().from(), 1).encode(), JUNK));
      final Optional<String> trouble =
          lab.read(
                  connection,
                  lab.stream(connection, lab.settings().from(), 1),
                  1,
                  lab.settings().timeout())
              .trouble();
      return Outcome.of(trouble.isEmpty(), trouble.orElse("blocks came"));
    }
  }
}
