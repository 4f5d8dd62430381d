/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;

/**
 * EIP-712 signatures over batches for the settlement layer's {@code MultisigCommitter}
 * (docs/spec/batch-verification.md, "Approval signature").
 *
 * @param settlementChainId chain id of the settlement layer
 * @param verifyingContract the contract that checks the signatures
 * @param chainAddress the contract of our chain on the settlement layer
 */
public record MultisigCommitter(
    BigInteger settlementChainId, Address verifyingContract, Address chainAddress) {

  private static final Bytes32 DOMAIN_TYPE =
      keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final Bytes32 NAME = keccak("MultisigCommitter");
  private static final Bytes32 VERSION = keccak("1");
  private static final Bytes32 COMMIT_TYPE =
      keccak(
          "CommitBatchesMultisig(address chainAddress,uint256 processBatchFrom,"
              + "uint256 processBatchTo,bytes batchData)");

  /**
   * The last argument of the contract's commit call: version byte, then the ABI parameters
   * (StoredBatchInfo, CommitBatchInfo[] with one element).
   *
   * @param minor minor of the protocol version, 29 to 32
   * @param previous 288 bytes, encoding of the previous batch's {@link StoredBatchInfo}
   * @param commit encoding of the {@link CommitBatchInfo} for that minor
   * @throws IllegalArgumentException unknown minor, or a wrong length of previous
   */
  public static Bytes batchData(final int minor, final Bytes previous, final Bytes commit) {
    if (previous.size() != StoredBatchInfo.ENCODED_SIZE) {
      throw new IllegalArgumentException(
          "encoded StoredBatchInfo has %d bytes, got %d"
              .formatted(StoredBatchInfo.ENCODED_SIZE, previous.size()));
    }
    // The tuple's own offset word 0x20 is also the right offset of the only array element.
    return new AbiWords()
        .append(Bytes.of(encodingVersion(minor)))
        .append(previous)
        .number(StoredBatchInfo.ENCODED_SIZE + AbiWords.WORD)
        .number(1)
        .append(commit)
        .toBytes();
  }

  /** The EIP-712 digest that verifiers sign. */
  public Bytes32 digest(final long batchNumber, final Bytes batchData) {
    return Keccak256.hash(
        Bytes.of(0x19, 0x01), domainSeparator(), structHash(batchNumber, batchData));
  }

  /** 65 bytes r, s, v with v 27 or 28. */
  public Bytes sign(final long batchNumber, final Bytes batchData, final PrivateKey key) {
    return key.sign(digest(batchNumber, batchData)).toBytes();
  }

  /** Who signed; empty when the bytes are no signature. */
  public Optional<Address> recover(
      final long batchNumber, final Bytes batchData, final Bytes signature) {
    return RecoverableSignatures.recover(digest(batchNumber, batchData), signature);
  }

  Bytes32 domainSeparator() {
    return Keccak256.hash(
        new AbiWords()
            .word(DOMAIN_TYPE)
            .word(NAME)
            .word(VERSION)
            .number(settlementChainId)
            .address(verifyingContract)
            .toBytes());
  }

  Bytes32 structHash(final long batchNumber, final Bytes batchData) {
    return Keccak256.hash(
        new AbiWords()
            .word(COMMIT_TYPE)
            .address(chainAddress)
            .number(batchNumber)
            .number(batchNumber)
            .word(Keccak256.hash(batchData))
            .toBytes());
  }

  private static int encodingVersion(final int minor) {
    return switch (minor) {
      case 29 -> 2;
      case 30 -> 3;
      case 31, 32 -> 4;
      default ->
          throw new IllegalArgumentException("protocol minor %d is not known".formatted(minor));
    };
  }

  private static Bytes32 keccak(final String text) {
    return Keccak256.hash(Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
