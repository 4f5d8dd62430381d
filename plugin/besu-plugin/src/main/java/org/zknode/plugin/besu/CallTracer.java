/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Wei;
import org.hyperledger.besu.evm.account.Account;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.hyperledger.besu.evm.tracing.OperationTracer;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.CallTrace.Kind;
import org.zknode.rollup.engine.EngineException;

/** Tells the calls of one transaction as Besu's EVM makes them; for one thread. */
final class CallTracer implements OperationTracer {
  private static final int SELFDESTRUCT_OPCODE = 0xff;

  /** Who keeps what is told. */
  interface Calls {
    /** A call begins; its output is not known yet. */
    int enter(CallTrace call);

    void leave(int place, Bytes output);

    /** The SELFDESTRUCT that began last did not happen. */
    void drop(int place);
  }

  /**
   * @param place of the call with its keeper
   */
  private record Open(MessageFrame frame, int place) {}

  private final Calls calls;
  private final Deque<Open> open = new ArrayDeque<>();

  /** It ends its frame, so it happened when the frame succeeds. */
  private Optional<Open> destruct = Optional.empty();

  CallTracer(final Calls calls) {
    this.calls = calls;
  }

  @Override
  public void tracePreExecution(final MessageFrame frame) {
    if (frame.getCurrentOperation().getOpcode() == SELFDESTRUCT_OPCODE && frame.stackSize() > 0) {
      final Address self = frame.getRecipientAddress();
      final Account account = frame.getWorldUpdater().get(self);
      final BigInteger balance =
          account == null ? BigInteger.ZERO : account.getBalance().getAsBigInteger();
      final Bytes beneficiary = frame.getStackItem(0);
      destruct =
          Optional.of(
              new Open(
                  frame,
                  calls.enter(
                      new CallTrace(
                          Kind.SELFDESTRUCT,
                          open.size(),
                          address(self),
                          word(beneficiary),
                          balance,
                          Bytes.EMPTY,
                          Bytes.EMPTY))));
    }
  }

  @Override
  public void traceContextEnter(final MessageFrame frame) {
    final Optional<MessageFrame> caller = Optional.ofNullable(open.peek()).map(Open::frame);
    final Kind kind = kind(frame, caller);
    final boolean borrowed = kind == Kind.DELEGATECALL || kind == Kind.CALLCODE;
    final Wei value = frame.getApparentValue();
    final CallTrace call =
        new CallTrace(
            kind,
            open.size(),
            address(caller.map(MessageFrame::getRecipientAddress).orElse(frame.getSenderAddress())),
            address(borrowed ? frame.getContractAddress() : frame.getRecipientAddress()),
            kind == Kind.STATICCALL ? BigInteger.ZERO : value.getAsBigInteger(),
            kind.creates() ? frame.getCode().getBytes() : frame.getInputData(),
            Bytes.EMPTY);
    open.push(new Open(frame, calls.enter(call)));
  }

  /** By the instruction that its caller is at. */
  private static Kind kind(final MessageFrame frame, final Optional<MessageFrame> caller) {
    if (caller.isEmpty()) {
      return frame.getType() == MessageFrame.Type.CONTRACT_CREATION ? Kind.CREATE : Kind.CALL;
    }
    final int opcode = caller.get().getCurrentOperation().getOpcode();
    return switch (opcode) {
      case 0xf0 -> Kind.CREATE;
      case 0xf1 -> Kind.CALL;
      case 0xf2 -> Kind.CALLCODE;
      case 0xf4 -> Kind.DELEGATECALL;
      case 0xf5 -> Kind.CREATE2;
      case 0xfa -> Kind.STATICCALL;
      default ->
          throw new EngineException("instruction 0x%02x is not known to call".formatted(opcode));
    };
  }

  @Override
  public void traceContextExit(final MessageFrame frame) {
    final Open ended = open.pop();
    final Optional<Open> own = destruct.filter(each -> each.frame() == frame);
    if (own.isPresent()) {
      if (frame.getState() != MessageFrame.State.COMPLETED_SUCCESS) {
        calls.drop(own.get().place());
      }
      destruct = Optional.empty();
    }
    calls.leave(ended.place(), frame.getOutputData());
  }

  private static org.zknode.eth.Address address(final Address address) {
    return new org.zknode.eth.Address(address.getBytes());
  }

  /** The address in a word of the stack. */
  private static org.zknode.eth.Address word(final Bytes item) {
    final Bytes trimmed = item.trimLeadingZeros();
    final int size = org.zknode.eth.Address.SIZE;
    return new org.zknode.eth.Address(
        trimmed.size() > size
            ? trimmed.slice(trimmed.size() - size)
            : Bytes.concatenate(Bytes.wrap(new byte[size - trimmed.size()]), trimmed));
  }
}
