/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;

/** {@code unknown-id}: message ids that belong to no agreed capability. */
final class UnknownIdCheck implements Check {
  private static final Bytes EMPTY_LIST = Bytes.of(0xc0);

  /** Highest id that one byte holds as it is. */
  private static final int LAST_SINGLE_BYTE = 0x7f;

  @Override
  public String name() {
    return "unknown-id";
  }

  @Override
  public String expected() {
    return "a message id beyond all agreed ones is refused or ignored, others are served";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    return Provocation.run(
        lab,
        lab::connect,
        List.of(
            new Provocation.Variant("first free id", c -> c.send(c.firstFreeId(), EMPTY_LIST)),
            new Provocation.Variant("id 0x7f", c -> c.send(LAST_SINGLE_BYTE, EMPTY_LIST))));
  }
}
