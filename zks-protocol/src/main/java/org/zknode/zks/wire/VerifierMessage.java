/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.wire;

/**
 * Messages of batch verification: {@code zks_2fa/1}, and part of {@code zks/3} and {@code zks/4}.
 */
public sealed interface VerifierMessage extends ZksMessage
    permits VerifierRoleRequest, VerifierChallenge, VerifierAuth, VerifyBatch, VerifyBatchResult {}
