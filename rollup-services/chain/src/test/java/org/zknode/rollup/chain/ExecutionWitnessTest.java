/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.rlp.RlpException;

class ExecutionWitnessTest {
  private static final ExecutionWitness WITNESS =
      new ExecutionWitness(
          List.of(Bytes.of(1), Bytes.wrap(new byte[500])),
          List.of(),
          List.of(Bytes.fromHexString("0xc0ffee")));

  @Test
  void whatIsEncodedIsDecoded() {
    assertThat(ExecutionWitness.decode(WITNESS.encode())).isEqualTo(WITNESS);
    assertThat(WITNESS.size()).isEqualTo(504);
  }

  @Test
  void anythingElseIsRefused() {
    final Bytes encoded = WITNESS.encode();
    for (final Bytes other :
        List.of(
            Bytes.EMPTY,
            Bytes.of(0xc0),
            Bytes.fromHexString("0xc4c0c0c0c0"),
            Bytes.fromHexString("0xc4c1c0c0c0"),
            encoded.slice(0, encoded.size() - 1),
            Bytes.concatenate(encoded, Bytes.of(0)))) {
      assertThatThrownBy(() -> ExecutionWitness.decode(other))
          .as(other.toHexString())
          .isInstanceOf(RlpException.class);
    }
  }
}
