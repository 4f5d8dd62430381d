/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * {@code CommitBatchInfoZKsyncOS} of the settlement layer (docs/spec/zks-wire.md, "Commit data"),
 * for the protocol minors 29 to 32. Timestamps in seconds since the epoch.
 *
 * @param numberOfLayer2Txs not encoded for the minors 29 and 30
 * @param l2DaCommitmentScheme not encoded for minor 29; 0 none, 1 empty, 2 keccak of the pubdata, 3
 *     and 4 blobs
 * @param slChainId chain id of the settlement layer; not encoded for the minors 29 and 30
 */
public record CommitBatchInfo(
    long batchNumber,
    Bytes32 newStateCommitment,
    long numberOfLayer1Txs,
    long numberOfLayer2Txs,
    Bytes32 priorityOperationsHash,
    Bytes32 dependencyRootsRollingHash,
    Bytes32 l2LogsTreeRoot,
    int l2DaCommitmentScheme,
    Bytes32 daCommitment,
    long firstBlockTimestamp,
    long firstBlockNumber,
    long lastBlockTimestamp,
    long lastBlockNumber,
    long chainId,
    Bytes operatorDaInput,
    long slChainId) {

  private static final int WORDS_MINOR_29 = 12;
  private static final int WORDS_MINOR_30 = 14;
  private static final int WORDS_MINOR_31 = 16;

  /**
   * The ABI encoding as one dynamic tuple, so it starts with the offset word 0x20: the commit_data
   * of VerifyBatch.
   *
   * @param minor minor of the protocol version: 30, 31 or 32
   * @throws IllegalArgumentException a minor without known layout, or 29, which needs a validator
   */
  public Bytes encode(final int minor) {
    final boolean withLayer2Fields =
        switch (minor) {
          case 30 -> false;
          case 31, 32 -> true;
          case 29 ->
              throw new IllegalArgumentException("protocol minor 29 needs the L2 DA validator");
          default ->
              throw new IllegalArgumentException("protocol minor %d is not known".formatted(minor));
        };
    final AbiWords words = new AbiWords().number(AbiWords.WORD);
    words.number(batchNumber).word(newStateCommitment).number(numberOfLayer1Txs);
    if (withLayer2Fields) {
      words.number(numberOfLayer2Txs);
    }
    words
        .word(priorityOperationsHash)
        .word(dependencyRootsRollingHash)
        .word(l2LogsTreeRoot)
        .number(l2DaCommitmentScheme)
        .word(daCommitment)
        .number(firstBlockTimestamp)
        .number(firstBlockNumber)
        .number(lastBlockTimestamp)
        .number(lastBlockNumber)
        .number(chainId)
        .number((withLayer2Fields ? WORDS_MINOR_31 : WORDS_MINOR_30) * AbiWords.WORD);
    if (withLayer2Fields) {
      words.number(slChainId);
    }
    return words.dynamic(operatorDaInput).toBytes();
  }

  /**
   * The same for protocol minor 29: a validator's address stands where later layouts have the
   * commitment scheme, and there are no block numbers.
   *
   * @param l2DaValidator contract that checks the data's availability
   */
  public Bytes encodeMinor29(final Address l2DaValidator) {
    return new AbiWords()
        .number(AbiWords.WORD)
        .number(batchNumber)
        .word(newStateCommitment)
        .number(numberOfLayer1Txs)
        .word(priorityOperationsHash)
        .word(dependencyRootsRollingHash)
        .word(l2LogsTreeRoot)
        .address(l2DaValidator)
        .word(daCommitment)
        .number(firstBlockTimestamp)
        .number(lastBlockTimestamp)
        .number(chainId)
        .number(WORDS_MINOR_29 * AbiWords.WORD)
        .dynamic(operatorDaInput)
        .toBytes();
  }
}
