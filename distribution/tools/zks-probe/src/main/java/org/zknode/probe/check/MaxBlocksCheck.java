/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.GetBlockReplays;

/** {@code max-blocks}: the optional field of the request. */
final class MaxBlocksCheck implements Check {
  /** Records that are looked at. */
  private static final int RECORDS = 6;

  private static final int WANTED = 2;

  @Override
  public String name() {
    return "max-blocks";
  }

  @Override
  public String expected() {
    return "one record in each message without the field max_blocks_per_message, at most %d with %d"
        .formatted(WANTED, WANTED);
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final Optional<String> without = trouble(lab, OptionalLong.empty(), 1);
    if (without.isPresent()) {
      return Outcome.fail("without the field: " + without.get());
    }
    final Optional<String> with = trouble(lab, OptionalLong.of(WANTED), WANTED);
    return with.isPresent()
        ? Outcome.fail("with %d: %s".formatted(WANTED, with.get()))
        : Outcome.pass("1 without the field, at most %d with it".formatted(WANTED));
  }

  private static Optional<String> trouble(
      final Lab lab, final OptionalLong field, final int maxBlocks)
      throws ConnectFailure, InterruptedException {
    try (ProbeConnection connection = lab.connect()) {
      final long from = lab.settings().from();
      connection.send(connection.zks().orElseThrow(), new GetBlockReplays(from, List.of(), field));
      final ReplayStream stream = lab.stream(connection, from, maxBlocks);
      final Reading first = lab.read(connection, stream, 1, lab.settings().timeout());
      if (first.trouble().isPresent()) {
        return first.trouble();
      }
      // A short chain may have no more.
      return lab.read(connection, stream, RECORDS, lab.settings().quiet()).troubleButSilence();
    }
  }
}
