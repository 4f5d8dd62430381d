/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

import static org.zknode.zks.wire.MessageType.BLOCK_REPLAYS;
import static org.zknode.zks.wire.MessageType.GET_BLOCK_REPLAYS;
import static org.zknode.zks.wire.MessageType.VERIFIER_AUTH;
import static org.zknode.zks.wire.MessageType.VERIFIER_CHALLENGE;
import static org.zknode.zks.wire.MessageType.VERIFIER_ROLE_REQUEST;
import static org.zknode.zks.wire.MessageType.VERIFY_BATCH;
import static org.zknode.zks.wire.MessageType.VERIFY_BATCH_RESULT;

import java.util.List;
import java.util.Optional;
import org.zknode.zks.record.RecordFormat;
import org.zknode.zks.record.RecordFormatV3;

/** The registry of versions (spec zks-wire 1.2, 1.3). A new version is one line here. */
public final class Capabilities {
  private static final List<MessageType> REPLAY = List.of(GET_BLOCK_REPLAYS, BLOCK_REPLAYS);
  private static final List<MessageType> VERIFICATION =
      List.of(
          VERIFIER_ROLE_REQUEST,
          VERIFIER_CHALLENGE,
          VERIFIER_AUTH,
          VERIFY_BATCH,
          VERIFY_BATCH_RESULT);

  /** The current replay protocol. */
  public static final Capability ZKS_5 = zks(5, REPLAY, new RecordFormatV3());

  /** Batch verification. */
  public static final Capability ZKS_2FA_1 =
      new Capability(Capability.ZKS_2FA, 1, VERIFICATION, Optional.empty());

  private static final List<Capability> ALL = List.of(ZKS_5, ZKS_2FA_1);

  private Capabilities() {}

  /** Every version known. */
  public static List<Capability> all() {
    return ALL;
  }

  public static Optional<Capability> find(final String name, final int version) {
    return ALL.stream().filter(c -> c.version() == version && c.name().equals(name)).findFirst();
  }

  private static Capability zks(
      final int version, final List<MessageType> messages, final RecordFormat records) {
    return new Capability(Capability.ZKS, version, messages, Optional.of(records));
  }
}
