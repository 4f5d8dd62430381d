/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class BlockHeaderBuilder {
  protected BlockHeaderBuilder() {}

  public static BlockHeaderBuilder create() {
    throw new DeclarationOnly();
  }

  public static BlockHeaderBuilder createDefault() {
    throw new DeclarationOnly();
  }

  public BlockHeader buildBlockHeader() {
    throw new DeclarationOnly();
  }

  public ProcessableBlockHeader buildProcessableBlockHeader() {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder parentHash(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder ommersHash(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder coinbase(Address value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder stateRoot(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder transactionsRoot(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder receiptsRoot(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder logsBloom(LogsBloomFilter value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder difficulty(Difficulty value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder number(long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder gasLimit(long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder gasUsed(long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder timestamp(long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder extraData(Bytes value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder nonce(long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder blockHeaderFunctions(BlockHeaderFunctions value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder baseFee(Wei value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder prevRandao(Bytes32 value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder withdrawalsRoot(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder excessBlobGas(BlobGas value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder blobGasUsed(Long value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder requestsHash(Hash value) {
    throw new DeclarationOnly();
  }

  public BlockHeaderBuilder parentBeaconBlockRoot(Bytes32 value) {
    throw new DeclarationOnly();
  }
}
