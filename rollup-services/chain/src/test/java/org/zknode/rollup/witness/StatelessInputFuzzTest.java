/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.tuweni.bytes.Bytes;

/** Whatever is read is written again to the same bytes, and all else is refused in words. */
class StatelessInputFuzzTest {
  @FuzzTest
  void input(final byte[] data) {
    final Bytes encoded = Bytes.concatenate(StatelessInput.SCHEMA, Bytes.wrap(data));
    try {
      assertThat(StatelessInput.decode(encoded).encode()).isEqualTo(encoded);
    } catch (final SszException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
