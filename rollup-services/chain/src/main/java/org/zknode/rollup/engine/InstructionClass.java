/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/** What an EVM instruction counts as in {@link ChainReader.ExecutionCounters}. */
public enum InstructionClass {
  ARITHMETIC,
  BINARY,
  MEMORY,
  KECCAK,
  OTHER;

  /**
   * @param opcode 0 to 255 (yellow paper, appendix H; EIP-5656 for MCOPY)
   */
  public static InstructionClass of(final int opcode) {
    return switch (opcode) {
      // MUL, DIV, SDIV, MOD, SMOD, ADDMOD, MULMOD, EXP
      case 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a -> ARITHMETIC;
      // ADD, SUB, SIGNEXTEND
      case 0x01, 0x03, 0x0b -> BINARY;
      // LT, GT, SLT, SGT, EQ, ISZERO, AND, OR, XOR, NOT, BYTE, SHL, SHR, SAR
      case 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d ->
          BINARY;
      case 0x20 -> KECCAK;
      // CALLDATACOPY, CODECOPY, EXTCODECOPY, RETURNDATACOPY, MLOAD, MSTORE, MSTORE8, MCOPY
      case 0x37, 0x39, 0x3c, 0x3e, 0x51, 0x52, 0x53, 0x5e -> MEMORY;
      default -> OTHER;
    };
  }
}
