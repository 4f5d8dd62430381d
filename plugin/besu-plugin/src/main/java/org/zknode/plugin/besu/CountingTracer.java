/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.CounterTally;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;

/**
 * Counts the instructions of one execution, and stops it ({@link ExecutionStopped}) when it exceeds
 * a limit; for one thread. One instruction is never cut: the longest is a precompile that takes all
 * the gas of the transaction.
 */
final class CountingTracer implements OperationTracer {
  /** KECCAK256. */
  private static final int KECCAK_OPCODE = 0x20;

  /** Address of the precompile SHA2-256. */
  private static final Bytes SHA256 =
      Bytes.fromHexString("0x0000000000000000000000000000000000000002");

  /** Instructions between two looks at clock and sums: some tens of microseconds of execution. */
  private static final int INSTRUCTIONS_PER_LOOK = 4_096;

  private final CounterTally tally = new CounterTally();
  private final Optional<Resources> limit;
  private final long keccakLimit;
  private final long sha256Limit;
  private final BooleanSupplier timeIsOver;
  private int untilLook = INSTRUCTIONS_PER_LOOK;
  private Optional<Resource> exceeded = Optional.empty();
  private boolean stopped;

  /** Without limits. */
  CountingTracer() {
    this(Optional.empty(), () -> false);
  }

  /**
   * @param limit most that may be counted; its gas does not count, which is known at the end only
   * @param timeIsOver asked now and then
   */
  CountingTracer(final Optional<Resources> limit, final BooleanSupplier timeIsOver) {
    this.limit = limit;
    this.keccakLimit = limit.map(Resources::keccakHashes).orElse(Long.MAX_VALUE);
    this.sha256Limit = limit.map(Resources::sha256Hashes).orElse(Long.MAX_VALUE);
    this.timeIsOver = timeIsOver;
  }

  @Override
  public void tracePreExecution(final MessageFrame frame) {
    final int opcode = frame.getCurrentOperation().getOpcode();
    tally.instruction(opcode);
    if (opcode == KECCAK_OPCODE && frame.stackSize() > 1) {
      final Bytes length = frame.getStackItem(1).trimLeadingZeros();
      tally.keccak(length.size() < Integer.BYTES ? length.toInt() : -1);
      if (tally.keccakHashes() > keccakLimit) {
        look();
      }
    }
    untilLook--;
    if (untilLook <= 0) {
      look();
    }
  }

  @Override
  public void tracePrecompileCall(
      final MessageFrame frame, final long gasRequirement, final Bytes output) {
    if (frame.getContractAddress().getBytes().equals(SHA256)) {
      tally.sha256(frame.getInputData().size());
    }
    // A precompile may have taken as long as thousands of instructions.
    if (tally.sha256Hashes() > sha256Limit || timeIsOver.getAsBoolean()) {
      look();
    }
  }

  private void look() {
    untilLook = INSTRUCTIONS_PER_LOOK;
    exceeded = limit.flatMap(most -> Resources.of(0, tally.counters()).firstAbove(most));
    if (exceeded.isPresent() || timeIsOver.getAsBoolean()) {
      stopped = true;
      throw new ExecutionStopped();
    }
  }

  /** Whether the execution was ended by this. */
  boolean stopped() {
    return stopped;
  }

  /** Of which resource it used too much when it was stopped; empty: it took too long. */
  Optional<Resource> exceeded() {
    return exceeded;
  }

  ExecutionCounters counters() {
    return tally.counters();
  }
}
