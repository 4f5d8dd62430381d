/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.BlobGas;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.datatypes.Wei;

/** Stands for Besu's in unit tests: keeps what the plugin reads, and hashes all that is given. */
public class BlockHeaderBuilder {
  private final Map<String, Object> values = new LinkedHashMap<>();

  protected BlockHeaderBuilder() {}

  public static BlockHeaderBuilder create() {
    return new BlockHeaderBuilder();
  }

  private BlockHeaderBuilder with(final String name, final Object value) {
    values.put(name, value == null ? "none" : value);
    return this;
  }

  public BlockHeader buildBlockHeader() {
    return new BuiltHeader(values);
  }

  public ProcessableBlockHeader buildProcessableBlockHeader() {
    return new BuiltHeader(values);
  }

  public BlockHeaderBuilder blockHeaderFunctions(final BlockHeaderFunctions functions) {
    return this;
  }

  public BlockHeaderBuilder parentHash(final Hash value) {
    return with("parentHash", value);
  }

  public BlockHeaderBuilder ommersHash(final Hash value) {
    return with("ommersHash", value);
  }

  public BlockHeaderBuilder coinbase(final Address value) {
    return with("coinbase", value);
  }

  public BlockHeaderBuilder stateRoot(final Hash value) {
    return with("stateRoot", value);
  }

  public BlockHeaderBuilder transactionsRoot(final Hash value) {
    return with("transactionsRoot", value);
  }

  public BlockHeaderBuilder receiptsRoot(final Hash value) {
    return with("receiptsRoot", value);
  }

  public BlockHeaderBuilder logsBloom(final LogsBloomFilter value) {
    return with("logsBloom", value);
  }

  public BlockHeaderBuilder difficulty(final Difficulty value) {
    return with("difficulty", value);
  }

  public BlockHeaderBuilder number(final long value) {
    return with("number", value);
  }

  public BlockHeaderBuilder gasLimit(final long value) {
    return with("gasLimit", value);
  }

  public BlockHeaderBuilder gasUsed(final long value) {
    return with("gasUsed", value);
  }

  public BlockHeaderBuilder timestamp(final long value) {
    return with("timestamp", value);
  }

  public BlockHeaderBuilder extraData(final Bytes value) {
    return with("extraData", value);
  }

  public BlockHeaderBuilder nonce(final long value) {
    return with("nonce", value);
  }

  public BlockHeaderBuilder baseFee(final Wei value) {
    return with("baseFee", value);
  }

  public BlockHeaderBuilder prevRandao(final Bytes32 value) {
    return with("prevRandao", value);
  }

  public BlockHeaderBuilder withdrawalsRoot(final Hash value) {
    return with("withdrawalsRoot", value);
  }

  public BlockHeaderBuilder excessBlobGas(final BlobGas value) {
    return with("excessBlobGas", value);
  }

  public BlockHeaderBuilder blobGasUsed(final Long value) {
    return with("blobGasUsed", value);
  }

  public BlockHeaderBuilder requestsHash(final Hash value) {
    return with("requestsHash", value);
  }

  public BlockHeaderBuilder parentBeaconBlockRoot(final Bytes32 value) {
    return with("parentBeaconBlockRoot", value);
  }
}
