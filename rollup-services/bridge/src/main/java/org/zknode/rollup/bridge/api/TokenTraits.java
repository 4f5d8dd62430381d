/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a token tells of itself.
 *
 * @param decimals a uint8
 */
record TokenTraits(String name, String symbol, int decimals) {
  private static final TupleType<Tuple> TYPE = TupleType.parse("(string,string,uint8)");

  /** For metadata that does not say. */
  private static final TokenTraits UNKNOWN = new TokenTraits("", "", 0);

  /**
   * @param metadata abi.encode(name, symbol, decimals), as a stranger wrote it
   */
  static TokenTraits of(final Bytes metadata) {
    try {
      final Tuple values = TYPE.decode(metadata.toArrayUnsafe());
      return new TokenTraits(values.get(0), values.get(1), values.get(2));
    } catch (final RuntimeException e) {
      return UNKNOWN;
    }
  }
}
