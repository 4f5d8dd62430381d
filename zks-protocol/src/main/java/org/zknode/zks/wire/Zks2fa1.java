/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.Optional;

/**
 * Batch verification (docs/spec/zks-wire.md, "Capabilities and versions"): the verifier messages,
 * without replay.
 */
public final class Zks2fa1 {
  public static final Capability CAPABILITY =
      new Capability(Capability.ZKS_2FA, 1, MessageSpaces.VERIFICATION, Optional.empty());

  private Zks2fa1() {}
}
