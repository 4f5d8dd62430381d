/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/**
 * What a batch has only so much of, besides bytes and transactions (docs/spec/sequencing.md,
 * "Resources of a batch").
 */
public enum Resource {
  GAS("gas"),
  /** Keccak-f permutations of KECCAK256 instructions. */
  KECCAK_HASHES("keccak hashes"),
  /** Compressions of the precompile SHA2-256. */
  SHA256_HASHES("sha256 hashes"),
  MEMORY_ACCESSES("memory accesses"),
  ARITHMETICS("arithmetic instructions"),
  BINARIES("binary instructions"),
  STEPS("steps");

  private final String text;

  Resource(final String text) {
    this.text = text;
  }

  /** Its name in sentences, in the plural. */
  public String text() {
    return text;
  }
}
