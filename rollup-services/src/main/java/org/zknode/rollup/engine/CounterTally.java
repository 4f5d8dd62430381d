/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import org.zknode.rollup.engine.ChainReader.ExecutionCounters;

/** Counts the instructions of one call; for one thread. */
public final class CounterTally {
  /** Bytes that one Keccak-f permutation takes in (Keccak-256's rate). */
  static final long KECCAK_RATE_BYTES = 136;

  /** Bytes that one SHA-256 compression takes in. */
  static final long SHA256_BLOCK_BYTES = 64;

  /** SHA-256 appends a one bit and a length of 8 bytes. */
  private static final long SHA256_PADDING_BYTES = 9;

  private long keccakHashes;
  private long sha256Hashes;
  private long memoryAccesses;
  private long arithmetics;
  private long binaries;
  private long steps;

  /** One instruction other than KECCAK256, which counts as a step and by its class. */
  public void instruction(final int opcode) {
    steps++;
    switch (InstructionClass.of(opcode)) {
      case ARITHMETIC -> arithmetics++;
      case BINARY -> binaries++;
      case MEMORY -> memoryAccesses++;
      case KECCAK, OTHER -> {}
    }
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

  public ExecutionCounters counters() {
    return new ExecutionCounters(
        keccakHashes, sha256Hashes, memoryAccesses, arithmetics, binaries, steps);
  }
}
