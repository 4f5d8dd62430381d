/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;
import org.zknode.zks.record.RecordFormatV1;

/**
 * Replay only, with records of format 1: the first version on devp2p (docs/spec/zks-wire.md,
 * "Capabilities and versions").
 */
public final class Zks1 {
  public static final Capability CAPABILITY =
      new Capability(Capability.ZKS, 1, MessageSpaces.REPLAY, Optional.of(new RecordFormatV1()));

  private Zks1() {}
}
