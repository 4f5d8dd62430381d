/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.MessageType;

/**
 * The capabilities agreed on one connection (docs/spec/zks-wire.md, "Capabilities and versions").
 *
 * @param replay a version of {@code zks}
 * @param twoFa a version of {@code zks_2fa}
 */
public record Lanes(Optional<Capability> replay, Optional<Capability> twoFa) {

  /** Where verifier messages start: zks_2fa, or zks itself in zks/3 and zks/4. */
  public Optional<Capability> verification() {
    return twoFa.or(() -> replay.filter(Lanes::carriesBoth));
  }

  /** True when the lane carries replay and verifier messages: then their order is fixed. */
  public static boolean carriesBoth(final Capability lane) {
    return lane.carries(MessageType.GET_BLOCK_REPLAYS)
        && lane.carries(MessageType.VERIFIER_ROLE_REQUEST);
  }

  public List<Capability> agreed() {
    return Stream.of(replay, twoFa).flatMap(Optional::stream).toList();
  }

  /**
   * @throws ZksDecodeException the capability was not agreed
   */
  Capability lane(final String capability) throws ZksDecodeException {
    for (final Capability agreed : agreed()) {
      if (agreed.name().equals(capability)) {
        return agreed;
      }
    }
    throw new ZksDecodeException("capability not agreed: " + capability);
  }
}
