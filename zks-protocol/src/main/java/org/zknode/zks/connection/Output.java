/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import org.zknode.zks.wire.Capability;
import org.zknode.zks.wire.VerifyBatch;
import org.zknode.zks.wire.VerifyBatchResult;
import org.zknode.zks.wire.ZksMessage;

/** What a connection's state machine wants done, in this order. */
public sealed interface Output {
  /** What is done with the connection itself, alike on both sides. */
  sealed interface OnConnection extends Output {}

  /** Queue this message for the peer. */
  record Send(Capability lane, ZksMessage message) implements OnConnection {}

  /** End the connection; nothing follows. */
  record Cut(CutReason reason, String detail) implements OnConnection {}

  /** Tell people and metrics. */
  record Report(ZksEvent event) implements OnConnection {}

  /** External node: hand this to the local verifier; answer with {@code answer}. */
  record Verify(Capability lane, VerifyBatch request) implements Output {}

  /** Main node: an answer to VerifyBatch. Its signature is still to be checked. */
  record Result(VerifyBatchResult result) implements Output {}
}
