/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes32;

/** Stands for Besu's in unit tests. */
public class LogTopic extends BytesHolder {
  public LogTopic(final Bytes32 value) {
    super(value);
  }
}
