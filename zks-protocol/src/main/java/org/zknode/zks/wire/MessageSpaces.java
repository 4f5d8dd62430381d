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
import java.util.stream.Stream;

/**
 * The message ids that versions have in common: index = id (docs/spec/zks-wire.md, "Message ids").
 */
final class MessageSpaces {
  static final List<MessageType> REPLAY = List.of(GET_BLOCK_REPLAYS, BLOCK_REPLAYS);

  static final List<MessageType> VERIFICATION =
      List.of(
          VERIFIER_ROLE_REQUEST,
          VERIFIER_CHALLENGE,
          VERIFIER_AUTH,
          VERIFY_BATCH,
          VERIFY_BATCH_RESULT);

  static final List<MessageType> REPLAY_AND_VERIFICATION =
      Stream.concat(REPLAY.stream(), VERIFICATION.stream()).toList();

  private MessageSpaces() {}
}
