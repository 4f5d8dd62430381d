/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;

/**
 * Looks at whom a call is for before it is paid for. Besu does so afterwards, and not at all when
 * the gas does not suffice; the specification of the EVM, and clients that follow it, look for a
 * delegation (EIP-7702) first, because it has part in the price. So a witness has what both need.
 */
final class CallAccess implements OperationTracer {
  private static final int CALL = 0xf1;
  private static final int CALLCODE = 0xf2;
  private static final int DELEGATECALL = 0xf4;
  private static final int STATICCALL = 0xfa;

  private final OperationTracer others;

  CallAccess(final OperationTracer others) {
    this.others = others;
  }

  @Override
  public void tracePreExecution(final MessageFrame frame) {
    final int items =
        switch (frame.getCurrentOperation().getOpcode()) {
          case CALL, CALLCODE -> 7;
          case DELEGATECALL, STATICCALL -> 6;
          default -> Integer.MAX_VALUE;
        };
    if (frame.stackSize() >= items) {
      final Bytes code = code(frame, frame.getStackItem(1));
      if (AccountState.isDelegation(code)) {
        code(frame, code);
      }
    }
    others.tracePreExecution(frame);
  }

  /**
   * @param word ends with an address
   */
  private static Bytes code(final MessageFrame frame, final Bytes word) {
    final Bytes padded = Bytes.concatenate(Bytes.wrap(new byte[20]), word);
    final Account account =
        frame.getWorldUpdater().get(Address.wrap(padded.slice(padded.size() - 20)));
    if (account == null || account.getCode().isEmpty()) {
      return Bytes.EMPTY;
    }
    // A lazy one is looked for now.
    return account.getCode().slice(0);
  }

  @Override
  public void tracePrecompileCall(
      final MessageFrame frame, final long gasRequirement, final Bytes output) {
    others.tracePrecompileCall(frame, gasRequirement, output);
  }
}
