/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;
import org.zknode.zks.record.RecordFormatV3;

/** As zks/3, with records of format 3 (docs/spec/zks-wire.md, "Capabilities and versions"). */
public final class Zks4 {
  public static final Capability CAPABILITY =
      new Capability(
          Capability.ZKS,
          4,
          MessageSpaces.REPLAY_AND_VERIFICATION,
          Optional.of(new RecordFormatV3()));

  private Zks4() {}
}
