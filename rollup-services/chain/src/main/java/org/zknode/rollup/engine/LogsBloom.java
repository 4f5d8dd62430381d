/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.util.Collection;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.engine.ChainReader.Log;

/** The filter over logs that receipts and headers have (yellow paper 4.3.1). */
public final class LogsBloom {
  /** Of a filter. */
  public static final int BYTES = 256;

  /** Bits that one address or topic sets. */
  private static final int BITS = 3;

  private static final int LAST_BIT = 8 * BYTES - 1;

  private LogsBloom() {}

  /** Over addresses and topics; 256 bytes. */
  public static Bytes of(final Collection<Log> logs) {
    final MutableBytes bloom = MutableBytes.create(BYTES);
    for (final Log log : logs) {
      add(bloom, log.address().bytes());
      log.topics().forEach(topic -> add(bloom, topic));
    }
    return bloom;
  }

  /** Of everything that is in one of both. */
  public static Bytes union(final Bytes one, final Bytes other) {
    return one.or(other);
  }

  private static void add(final MutableBytes bloom, final Bytes value) {
    final Bytes32 hash = Keccak256.hash(value);
    for (int pair = 0; pair < BITS; pair++) {
      final int bit = ((hash.get(2 * pair) & 0xff) << 8 | hash.get(2 * pair + 1) & 0xff) & LAST_BIT;
      final int at = BYTES - 1 - bit / 8;
      bloom.set(at, (byte) (bloom.get(at) | 1 << bit % 8));
    }
  }
}
