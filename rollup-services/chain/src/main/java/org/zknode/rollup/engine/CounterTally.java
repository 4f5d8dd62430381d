/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import org.zknode.rollup.engine.ChainReader.ExecutionCounters;

/** Counts the instructions of one call or transaction; for one thread. */
public final class CounterTally {
  /** Bytes that one Keccak-f permutation takes in (Keccak-256's rate). */
  static final long KECCAK_RATE_BYTES = 136;

  /** Bytes that one SHA-256 compression takes in. */
  static final long SHA256_BLOCK_BYTES = 64;

  /** SHA-256 appends a one bit and a length of 8 bytes. */
  private static final long SHA256_PADDING_BYTES = 9;

  private final long[] byOpcode = new long[256];
  private long keccakHashes;
  private long sha256Hashes;

  /**
   * One instruction. All else is worked out at the end: this is called for each one.
   *
   * @param opcode 0 to 255
   */
  public void instruction(final int opcode) {
    byOpcode[opcode]++;
  }

  /**
   * What a KECCAK256 instruction hashes, besides {@link #instruction}.
   *
   * @param bytes length of the input; negative means too long for memory, which fails by gas
   */
  public void keccak(final long bytes) {
    if (bytes >= 0) {
      keccakHashes += bytes / KECCAK_RATE_BYTES + 1;
    }
  }

  /** A call of precompile 2. */
  public void sha256(final long bytes) {
    sha256Hashes += (bytes + SHA256_PADDING_BYTES + SHA256_BLOCK_BYTES - 1) / SHA256_BLOCK_BYTES;
  }

  /** So far. */
  public long keccakHashes() {
    return keccakHashes;
  }

  /** So far. */
  public long sha256Hashes() {
    return sha256Hashes;
  }

  public ExecutionCounters counters() {
    long memoryAccesses = 0;
    long arithmetics = 0;
    long binaries = 0;
    long steps = 0;
    for (int opcode = 0; opcode < byOpcode.length; opcode++) {
      final long count = byOpcode[opcode];
      steps += count;
      switch (InstructionClass.of(opcode)) {
        case ARITHMETIC -> arithmetics += count;
        case BINARY -> binaries += count;
        case MEMORY -> memoryAccesses += count;
        case KECCAK, OTHER -> {}
      }
    }
    return new ExecutionCounters(
        keccakHashes, sha256Hashes, memoryAccesses, arithmetics, binaries, steps);
  }
}
