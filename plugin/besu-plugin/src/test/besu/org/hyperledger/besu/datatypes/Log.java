/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests. */
public class Log {
  private final Address logger;
  private final Bytes data;
  private final List<LogTopic> topics;

  public Log(final Address logger, final Bytes data, final List<LogTopic> topics) {
    this.logger = logger;
    this.data = data;
    this.topics = List.copyOf(topics);
  }

  public Address getLogger() {
    return logger;
  }

  public Bytes getData() {
    return data;
  }

  public List<LogTopic> getTopics() {
    return topics;
  }
}
