/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;
import org.zknode.zks.record.RecordFormatV3;

/**
 * Replay only, with records of format 3; verification has its own capability {@link Zks2fa1}. The
 * current version (docs/spec/zks-wire.md, "Capabilities and versions").
 */
public final class Zks5 {
  public static final Capability CAPABILITY =
      new Capability(Capability.ZKS, 5, MessageSpaces.REPLAY, Optional.of(new RecordFormatV3()));

  private Zks5() {}
}
