/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.tracing;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public interface OperationTracer {
  OperationTracer NO_TRACING = null;

  default void tracePreExecution(final MessageFrame frame) {
    throw new DeclarationOnly();
  }

  default void tracePrecompileCall(
      final MessageFrame frame, final long gasRequirement, final Bytes output) {
    throw new DeclarationOnly();
  }

  default void traceContextEnter(final MessageFrame frame) {
    throw new DeclarationOnly();
  }

  default void traceContextExit(final MessageFrame frame) {
    throw new DeclarationOnly();
  }
}
