/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.LogsBloomFilter;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.eth.Keccak256;

/** A header of {@link BlockHeaderBuilder}: its hash is one of all its values. */
final class BuiltHeader extends BlockHeader {
  private final Map<String, Object> values;
  private final Hash hash;

  BuiltHeader(final Map<String, Object> values) {
    this.values = Map.copyOf(values);
    final String text =
        new TreeMap<>(values)
            .entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Wei))
                .toList()
                .toString();
    hash =
        Hash.wrap(Bytes32.wrap(Keccak256.hash(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)))));
  }

  private <T> T value(final String name, final Class<T> type) {
    final Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("the header was built without " + name);
    }
    return type.cast(value);
  }

  @Override
  public Hash getHash() {
    return hash;
  }

  @Override
  public Hash getParentHash() {
    return value("parentHash", Hash.class);
  }

  @Override
  public Address getCoinbase() {
    return value("coinbase", Address.class);
  }

  @Override
  public long getNumber() {
    return value("number", Long.class);
  }

  @Override
  public long getGasLimit() {
    return value("gasLimit", Long.class);
  }

  @Override
  public long getTimestamp() {
    return value("timestamp", Long.class);
  }

  @Override
  public Optional<Wei> getBaseFee() {
    return Optional.ofNullable(values.get("baseFee")).map(Wei.class::cast);
  }

  @Override
  public Optional<Bytes32> getParentBeaconBlockRoot() {
    return Optional.ofNullable(values.get("parentBeaconBlockRoot")).map(Bytes32.class::cast);
  }

  @Override
  public Hash getStateRoot() {
    return value("stateRoot", Hash.class);
  }

  @Override
  public Hash getTransactionsRoot() {
    return value("transactionsRoot", Hash.class);
  }

  @Override
  public Hash getReceiptsRoot() {
    return value("receiptsRoot", Hash.class);
  }

  @Override
  public LogsBloomFilter getLogsBloom() {
    return value("logsBloom", LogsBloomFilter.class);
  }

  @Override
  public long getGasUsed() {
    return value("gasUsed", Long.class);
  }
}
