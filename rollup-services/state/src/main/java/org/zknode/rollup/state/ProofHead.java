/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

/**
 * Which proof, without its text.
 *
 * @param fromBatch first batch that it covers
 * @param toBatch last batch that it covers
 * @param leaseToken fencing token under which it was made; tells it from a later proof of the same
 *     range
 */
public record ProofHead(long fromBatch, long toBatch, long leaseToken) {
  /** Of that row. */
  public static ProofHead of(final Proof proof) {
    return new ProofHead(proof.fromBatch(), proof.toBatch(), proof.leaseToken());
  }
}
