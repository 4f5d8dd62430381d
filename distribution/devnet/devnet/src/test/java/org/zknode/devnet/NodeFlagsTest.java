/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeFlagsTest {
  private static final List<String> COMMAND = List.of("node", "--url=a", "--url-of-pool=b");

  @Test
  void aFlagIsReplacedInItsPlaceAndNotRepeated() {
    assertThat(NodeFlags.replace(COMMAND, Map.of("--url", "c")))
        .containsExactly("node", "--url=c", "--url-of-pool=b");
  }

  @Test
  void aFlagThatIsNotThereIsAdded() {
    assertThat(NodeFlags.replace(COMMAND, Map.of("--ur", "c")))
        .containsExactly("node", "--url=a", "--url-of-pool=b", "--ur=c");
  }
}
