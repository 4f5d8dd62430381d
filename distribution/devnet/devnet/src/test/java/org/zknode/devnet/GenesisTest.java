/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenesisTest {
  /** As a Besu 26.9.0 shows it for block 0 of this genesis file. */
  @Test
  void computesTheStateRootThatBesuComputes() {
    assertThat(new Genesis(1001, DevKeys.funded()).stateRoot().toHexString())
        .isEqualTo("0x66bc23d57dba81dda2f1716913803bdb746aca452792ee2a84f0c1087b4254ad");
  }

  @Test
  void theTrieWithoutAccountsHasTheEmptyRoot() {
    assertThat(MerklePatricia.secureRoot(Map.of()).toHexString())
        .isEqualTo("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  }

  @Test
  void fundsTheAccountsThatItIsGiven() {
    final Map<String, Object> file = new Genesis(7, List.of(DevKeys.AGGREGATOR.address())).file();

    assertThat(file.get("config"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("chainId", 7L)
        .containsEntry("terminalTotalDifficulty", 0);
    assertThat(file.get("alloc"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsKey(DevKeys.AGGREGATOR.address().bytes().toUnprefixedHexString());
  }
}
