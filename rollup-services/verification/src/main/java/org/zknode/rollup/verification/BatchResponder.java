/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;

/** The verifier's side: re-executes a batch and signs or refuses it. Never throws for bad input. */
@FunctionalInterface
public interface BatchResponder {
  VerifyResult respond(Bytes peerId, VerifyRequest request);
}
