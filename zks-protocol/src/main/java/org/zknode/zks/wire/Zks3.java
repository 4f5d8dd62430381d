/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;
import org.zknode.zks.record.RecordFormatV2;

/**
 * Replay with records of format 2, and the verifier messages inline (docs/spec/zks-wire.md,
 * "Capabilities and versions").
 */
public final class Zks3 {
  public static final Capability CAPABILITY =
      new Capability(
          Capability.ZKS,
          3,
          MessageSpaces.REPLAY_AND_VERIFICATION,
          Optional.of(new RecordFormatV2()));

  private Zks3() {}
}
