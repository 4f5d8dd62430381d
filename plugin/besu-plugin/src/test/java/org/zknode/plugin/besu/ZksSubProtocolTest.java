/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ZksSubProtocolTest {
  private final ZksSubProtocol protocol = new ZksSubProtocol("zks", Map.of(4, 2, 5, 3));

  /** devp2p shifts the ids of whoever comes after it by this. */
  @Test
  void theSpaceOfAVersionIsItsMessages() {
    assertThat(protocol.getName()).isEqualTo("zks");
    assertThat(protocol.messageSpace(4)).isEqualTo(2);
    assertThat(protocol.messageSpace(5)).isEqualTo(3);
    assertThat(protocol.messageSpace(6)).as("not offered").isZero();
  }

  @Test
  void codesOutsideOfItAreInvalid() {
    assertThat(protocol.isValidMessageCode(4, 0)).isTrue();
    assertThat(protocol.isValidMessageCode(4, 1)).isTrue();
    assertThat(protocol.isValidMessageCode(4, 2)).isFalse();
    assertThat(protocol.isValidMessageCode(4, -1)).isFalse();
    assertThat(protocol.isValidMessageCode(9, 0)).isFalse();
    assertThat(protocol.messageName(5, 2)).isEqualTo("zks-2");
    assertThat(protocol.messageName(5, 3)).isEqualTo("invalid");
  }
}
