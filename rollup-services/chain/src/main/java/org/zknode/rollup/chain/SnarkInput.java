/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * The public input of a final proof, as the rollup manager computes it (docs/spec/hashes.md,
 * "Public input of a proof").
 *
 * @param aggregator sender of the L1 transaction that carries the proof
 * @param initNumBatch the batch before the first proven one
 * @param finalNewBatch the last proven batch
 */
public record SnarkInput(
    Address aggregator,
    Bytes32 oldStateRoot,
    Bytes32 oldAccInputHash,
    long initNumBatch,
    long chainId,
    long forkId,
    Bytes32 newStateRoot,
    Bytes32 newAccInputHash,
    Bytes32 newLocalExitRoot,
    long finalNewBatch) {

  /** Order of BN254's scalar field. */
  public static final BigInteger BN254_R =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");

  /** 212 bytes: the fields in order, integers as big-endian uint64. */
  public Bytes bytes() {
    return Bytes.concatenate(
        aggregator.bytes(),
        oldStateRoot,
        oldAccInputHash,
        Bytes.ofUnsignedLong(initNumBatch),
        Bytes.ofUnsignedLong(chainId),
        Bytes.ofUnsignedLong(forkId),
        newStateRoot,
        newAccInputHash,
        newLocalExitRoot,
        Bytes.ofUnsignedLong(finalNewBatch));
  }

  /** sha256 of the bytes modulo the field's order: the proof's only public signal. */
  public BigInteger publicSignal() {
    try {
      final byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes().toArrayUnsafe());
      return new BigInteger(1, digest).mod(BN254_R);
    } catch (final NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
