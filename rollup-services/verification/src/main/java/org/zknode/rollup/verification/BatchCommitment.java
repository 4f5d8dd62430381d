/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.l1.L1Config;
import org.zknode.zks.signing.CommitBatchInfo;
import org.zknode.zks.signing.MultisigCommitter;
import org.zknode.zks.signing.StoredBatchInfo;

/**
 * How a batch of this rollup maps to what verifiers sign (docs/spec/zks-wire.md, "Commit data";
 * docs/spec/batch-verification.md, "Approval signature"): main node and verifier both compute it
 * from their own chain.
 *
 * @param batchNumber first batch is 1
 * @param previous encoding of the previous batch's StoredBatchInfo
 * @param commit encoding of this batch's CommitBatchInfo
 */
public record BatchCommitment(long batchNumber, Bytes previous, Bytes commit) {
  /** Minor of the protocol version 0.31.0, which fixes the ABI layout. */
  public static final int PROTOCOL_MINOR = 31;

  /** pubdata_mode: batch data goes to L1 as calldata. */
  public static final int PUBDATA_CALLDATA = 1;

  /** L2DACommitmentScheme PUBDATA_KECCAK256. */
  private static final int PUBDATA_KECCAK256 = 2;

  /**
   * A batch and where it ends.
   *
   * @param transactions number of L2 transactions in it
   * @param localExitRoot after its last block
   */
  public record Content(
      long number,
      L2Block firstBlock,
      L2Block lastBlock,
      long transactions,
      Bytes batchL2Data,
      Bytes32 localExitRoot) {}

  /**
   * The batch before.
   *
   * @param lastBlock the block before the batch's first
   * @param batchL2Data empty for the genesis
   * @param localExitRoot after its last block
   */
  public record Previous(L2Block lastBlock, Bytes batchL2Data, Bytes32 localExitRoot) {}

  /** The commitment to a batch after that one. */
  public static BatchCommitment of(
      final Content batch, final Previous previous, final ChainConfig chain, final L1Config l1) {
    return new BatchCommitment(
        batch.number(),
        previousInfo(batch.number() - 1, previous).encode(),
        commitInfo(batch, chain, l1).encode(PROTOCOL_MINOR));
  }

  /** What L1 is told of the batch that ends with that block. */
  static StoredBatchInfo previousInfo(final long number, final Previous batch) {
    return new StoredBatchInfo(
        number,
        batch.lastBlock().stateRoot(),
        0,
        0,
        Bytes32.ZERO,
        Bytes32.ZERO,
        batch.localExitRoot(),
        batch.lastBlock().timestamp(),
        number == 0 ? Bytes32.ZERO : Keccak256.hash(batch.batchL2Data()));
  }

  static CommitBatchInfo commitInfo(
      final Content batch, final ChainConfig chain, final L1Config l1) {
    return new CommitBatchInfo(
        batch.number(),
        batch.lastBlock().stateRoot(),
        0,
        batch.transactions(),
        Bytes32.ZERO,
        Bytes32.ZERO,
        batch.localExitRoot(),
        PUBDATA_KECCAK256,
        Keccak256.hash(batch.batchL2Data()),
        batch.firstBlock().timestamp(),
        batch.firstBlock().number(),
        batch.lastBlock().timestamp(),
        batch.lastBlock().number(),
        chain.l2ChainId(),
        Bytes.EMPTY,
        l1.chainId());
  }

  /** The EIP-712 domain: the rollup manager checks, the consensus contract is the chain. */
  public static MultisigCommitter committer(final L1Config l1) {
    final Address verifyingContract = l1.rollupManager();
    return new MultisigCommitter(BigInteger.valueOf(l1.chainId()), verifyingContract, l1.rollup());
  }

  /** What is signed, before EIP-712. */
  public Bytes batchData() {
    return MultisigCommitter.batchData(PROTOCOL_MINOR, previous, commit);
  }
}
