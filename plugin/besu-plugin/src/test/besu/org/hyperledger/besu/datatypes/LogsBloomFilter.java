/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import org.apache.tuweni.bytes.Bytes;

/** Stands for Besu's in unit tests; always empty. */
public class LogsBloomFilter extends BytesHolder {
  public LogsBloomFilter() {
    super(Bytes.wrap(new byte[256]));
  }
}
