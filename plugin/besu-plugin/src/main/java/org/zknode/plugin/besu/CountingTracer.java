/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.CounterTally;

/** Counts the instructions of one execution; for one thread. */
final class CountingTracer implements OperationTracer {
  /** KECCAK256. */
  private static final int KECCAK_OPCODE = 0x20;

  /** Address of the precompile SHA2-256. */
  private static final Bytes SHA256 =
      Bytes.fromHexString("0x0000000000000000000000000000000000000002");

  private final CounterTally tally = new CounterTally();

  @Override
  public void tracePreExecution(final MessageFrame frame) {
    final int opcode = frame.getCurrentOperation().getOpcode();
    tally.instruction(opcode);
    if (opcode == KECCAK_OPCODE && frame.stackSize() > 1) {
      final Bytes length = frame.getStackItem(1).trimLeadingZeros();
      tally.keccak(length.size() < Integer.BYTES ? length.toInt() : -1);
    }
  }

  @Override
  public void tracePrecompileCall(
      final MessageFrame frame, final long gasRequirement, final Bytes output) {
    if (frame.getContractAddress().getBytes().equals(SHA256)) {
      tally.sha256(frame.getInputData().size());
    }
  }

  ExecutionCounters counters() {
    return tally.counters();
  }
}
