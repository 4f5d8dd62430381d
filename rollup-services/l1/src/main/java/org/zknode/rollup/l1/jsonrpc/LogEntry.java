/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;

/**
 * A log as eth_getLogs answers it.
 *
 * @param topics 1 to 4
 * @param transactionIndex place of its transaction in the block, from 0
 * @param logIndex place in the block, from 0
 */
public record LogEntry(
    Address address,
    List<Bytes32> topics,
    Bytes data,
    long blockNumber,
    Bytes32 blockHash,
    Bytes32 transactionHash,
    long transactionIndex,
    long logIndex) {
  private static final int MAX_TOPICS = 4;

  public LogEntry {
    topics = List.copyOf(topics);
  }

  /**
   * @throws TemporaryException it is no log, or one that is not on the chain any more
   */
  public static LogEntry of(final JsonNode log) {
    if (log.path("removed").asBoolean()) {
      throw new TemporaryException("L1 answered a log that a reorg removed");
    }
    final List<Bytes32> topics = new ArrayList<>();
    for (final JsonNode topic : log.path("topics")) {
      topics.add(EthCalls.bytes32(EthCalls.bytes(topic, "topic"), "topic"));
    }
    if (topics.isEmpty() || topics.size() > MAX_TOPICS) {
      throw new TemporaryException("L1 answered a log with %d topics".formatted(topics.size()));
    }
    return new LogEntry(
        EthCalls.address(log, "address"),
        topics,
        EthCalls.bytes(log.path("data"), "data"),
        EthCalls.longOf(log, "blockNumber"),
        EthCalls.bytes32(log, "blockHash"),
        EthCalls.bytes32(log, "transactionHash"),
        EthCalls.longOf(log, "transactionIndex"),
        EthCalls.longOf(log, "logIndex"));
  }

  /**
   * @param index 0 is the event's kind
   */
  public Bytes32 topic(final int index) {
    if (index >= topics.size()) {
      throw new TemporaryException(
          "L1 answered a log with %d topics, expected more".formatted(topics.size()));
    }
    return topics.get(index);
  }

  /** A topic that is a number of 64 bits at the most. */
  public long number(final int index) {
    final Bytes32 topic = topic(index);
    if (topic.numberOfLeadingZeros() <= Bytes32.SIZE * Byte.SIZE - Long.SIZE) {
      throw new TemporaryException("L1 answered a log with the number %s".formatted(topic));
    }
    return topic.getLong(Bytes32.SIZE - Long.BYTES);
  }

  /** A topic that is an address. */
  public Address addressTopic(final int index) {
    return new Address(topic(index).slice(Bytes32.SIZE - Address.SIZE));
  }

  /** The first word of the data. */
  public Bytes32 word() {
    if (data.size() < Bytes32.SIZE) {
      throw new TemporaryException(
          "L1 answered a log with %d data bytes, expected 32".formatted(data.size()));
    }
    return Bytes32.wrap(data.slice(0, Bytes32.SIZE));
  }
}
