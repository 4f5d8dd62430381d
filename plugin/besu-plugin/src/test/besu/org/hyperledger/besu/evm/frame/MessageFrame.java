/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.frame;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.operation.Operation;

/** Stands for Besu's in unit tests: one instruction that is about to be executed. */
public class MessageFrame {
  private final int opcode;
  private final List<Bytes> stack;
  private final Address contract;
  private final Bytes input;

  /**
   * @param stack the top first
   */
  public MessageFrame(
      final int opcode, final List<Bytes> stack, final Address contract, final Bytes input) {
    this.opcode = opcode;
    this.stack = List.copyOf(stack);
    this.contract = contract;
    this.input = input;
  }

  public Bytes getStackItem(final int offset) {
    return stack.get(offset);
  }

  public int stackSize() {
    return stack.size();
  }

  public Bytes getInputData() {
    return input;
  }

  public Address getContractAddress() {
    return contract;
  }

  public Operation getCurrentOperation() {
    return () -> opcode;
  }
}
