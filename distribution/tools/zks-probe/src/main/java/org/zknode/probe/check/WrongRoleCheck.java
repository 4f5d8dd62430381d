/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.zks.wire.BlockReplays;
import org.zknode.zks.wire.VerifierChallenge;
import org.zknode.zks.wire.VerifyBatch;

/** {@code wrong-role}: messages that only a main node sends, sent to a main node. */
final class WrongRoleCheck implements Check {
  private static final Bytes DATA = Bytes.repeat((byte) 1, 288);

  /** Protocol minor of the sample. */
  private static final int PROTOCOL_MINOR = 31;

  @Override
  public String name() {
    return "wrong-role";
  }

  @Override
  public String expected() {
    return "BlockReplays, VerifyBatch and VerifierChallenge sent to a main node are refused or"
        + " ignored, others are served";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final List<Provocation.Variant> variants = new ArrayList<>();
    variants.add(
        new Provocation.Variant(
            "BlockReplays",
            c -> c.send(c.zks().orElseThrow(), new BlockReplays(List.of(Bytes.of(0xc1, 5))))));
    final boolean verifies;
    try (ProbeConnection connection = lab.connect()) {
      verifies = connection.verification().isPresent();
    }
    if (verifies) {
      variants.add(
          new Provocation.Variant(
              "VerifyBatch",
              c ->
                  c.send(
                      c.verification().orElseThrow(),
                      new VerifyBatch(1, 1, 1, 1, 1, DATA, DATA, PROTOCOL_MINOR))));
      variants.add(
          new Provocation.Variant(
              "VerifierChallenge",
              c ->
                  c.send(
                      c.verification().orElseThrow(),
                      new VerifierChallenge(Bytes32.repeat((byte) 0x11)))));
    }
    return Provocation.run(lab, lab::connect, variants);
  }
}
