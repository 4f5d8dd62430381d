/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.stream.IntStream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.zks.wire.MessageType;

/** {@code retired-id}: the ids that verifier messages had in {@code zks/3} and {@code zks/4}. */
final class RetiredIdCheck implements Check {
  private static final int FIRST = 0x02;
  private static final int LAST = 0x06;

  /** A valid VerifierRoleRequest: nodes that know it would answer. */
  private static final Bytes ROLE_REQUEST = Bytes.of(0xc0);

  @Override
  public String name() {
    return "retired-id";
  }

  @Override
  public String expected() {
    return "ids 0x02 to 0x06 of zks are refused or ignored where they are retired, others are"
        + " served";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    if (lab.version().carries(MessageType.VERIFIER_ROLE_REQUEST)) {
      return Outcome.skip(lab.version() + " uses these ids");
    }
    return Provocation.run(
        lab,
        // Without zks_2fa, whose messages have these ids otherwise.
        lab::connectAlone,
        IntStream.rangeClosed(FIRST, LAST)
            .mapToObj(
                id ->
                    new Provocation.Variant(
                        "id 0x%02x".formatted(id),
                        c -> c.send(c.zks().orElseThrow().offset() + id, ROLE_REQUEST)))
            .toList());
  }
}
