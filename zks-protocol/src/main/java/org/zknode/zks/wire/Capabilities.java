/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The versions that exist (docs/spec/zks-wire.md, "Capabilities and versions"). A new one is a new
 * file and a line here.
 */
public final class Capabilities {
  private static final List<Capability> ALL =
      List.of(
          Zks1.CAPABILITY,
          Zks2.CAPABILITY,
          Zks3.CAPABILITY,
          Zks4.CAPABILITY,
          Zks5.CAPABILITY,
          Zks2fa1.CAPABILITY);

  /** The current replay protocol. */
  public static final Capability ZKS_5 = Zks5.CAPABILITY;

  /** Batch verification. */
  public static final Capability ZKS_2FA_1 = Zks2fa1.CAPABILITY;

  /** What a node offers unless it is told otherwise: what public networks of 2026 speak. */
  public static final List<Capability> DEFAULT_OFFER =
      List.of(Zks3.CAPABILITY, Zks4.CAPABILITY, Zks5.CAPABILITY, Zks2fa1.CAPABILITY);

  private Capabilities() {}

  /** Every version known, in the order of devp2p: by name, then by version. */
  public static List<Capability> all() {
    return ALL;
  }

  public static Optional<Capability> find(final String name, final int version) {
    return ALL.stream().filter(c -> c.version() == version && c.name().equals(name)).findFirst();
  }

  /**
   * A version as people write it: {@code zks/5}, {@code zks_2fa/1}, or {@code 5} for zks/5.
   *
   * @return empty when there is no such version
   */
  public static Optional<Capability> parse(final String text) {
    final String name = text.strip().toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(
            c -> name.equals(c.toString()) || (Capability.ZKS + "/" + name).equals(c.toString()))
        .findFirst();
  }
}
