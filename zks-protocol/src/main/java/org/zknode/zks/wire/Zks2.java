/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;
import org.zknode.zks.record.RecordFormatV2;

/** Replay only, with records of format 2 (docs/spec/zks-wire.md, "Capabilities and versions"). */
public final class Zks2 {
  public static final Capability CAPABILITY =
      new Capability(Capability.ZKS, 2, MessageSpaces.REPLAY, Optional.of(new RecordFormatV2()));

  private Zks2() {}
}
