/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.PrivateKey;

/**
 * Keys that the probe's connections have: a fresh one for each, or fixed ones for nodes with an
 * allow-list.
 */
public final class NodeKeys {
  /** Which of two simultaneous connections; a node takes one connection per node id. */
  public enum Who {
    SUBJECT,
    BYSTANDER
  }

  private final List<PrivateKey> fixed;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param fixed the subject's key, then the bystander's; empty = fresh keys
   */
  public NodeKeys(final List<PrivateKey> fixed) {
    this.fixed = List.copyOf(fixed);
  }

  /** Empty when keys are fixed and there is none for the bystander. */
  public Optional<PrivateKey> key(final Who who) {
    if (fixed.isEmpty()) {
      return Optional.of(fresh());
    }
    return who.ordinal() < fixed.size() ? Optional.of(fixed.get(who.ordinal())) : Optional.empty();
  }

  /** A key that nobody else has. */
  public PrivateKey fresh() {
    final byte[] secret = new byte[32];
    random.nextBytes(secret);
    // Below the group order in any case.
    secret[0] = (byte) (secret[0] & 0x7f | 0x01);
    return PrivateKey.fromHex(Bytes.wrap(secret).toHexString());
  }
}
