/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.DecodeBound;
import org.zknode.zks.ZksDecodeException;

/** What holds for every record that a stranger can send. */
final class RecordChecks {
  private RecordChecks() {}

  /**
   * Within the bound of memory, a record or the one exception; a record survives another round, and
   * where the format keeps everything it encodes to the bytes that it was decoded from.
   *
   * @return whether it decodes
   */
  static boolean decodesOrIsRefused(final RecordFormat format, final Bytes encoded) {
    final ReplayRecord decoded;
    try {
      decoded = DecodeBound.decode(encoded, format::decode);
    } catch (final ZksDecodeException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    }
    final Bytes again = format.encode(decoded);
    // The formats 1 and 2 lose the interop root (docs/spec/zks-wire.md, "Replay record").
    if (format.version() == 0 || format.version() == 3) {
      assertThat(again).isEqualTo(encoded);
    }
    try {
      assertThat(format.decode(again)).isEqualTo(decoded);
    } catch (final ZksDecodeException e) {
      throw new AssertionError("does not decode what it encoded: " + encoded, e);
    }
    return true;
  }
}
