/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.zknode.contracts.bridge.GenesisContracts;

class GenesisTest {
  /** As a Besu 26.9.0 shows it for block 0 of this genesis file. */
  @Test
  void computesTheStateRootThatBesuComputes() {
    assertThat(new Genesis(1001, 1, DevKeys.funded()).stateRoot().toHexString())
        .isEqualTo("0xa6c599bcedca718ae23cf9a3d5d4d43632039b3c39083a8844eed3198b52290c");
  }

  @Test
  void theBridgesContractsStandInIt() {
    final Map<String, Object> file = new Genesis(7, 5, DevKeys.funded()).file();

    assertThat(file.get("alloc"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .extractingByKey(GenesisContracts.BRIDGE.bytes().toUnprefixedHexString())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("balance", "0xffffffffffffffffffffffffffffffff")
        .extractingByKey("storage")
        .asString()
        // Network id and exit root manager, in one slot.
        .contains("a40d5f56745a118d0906a34e69aec8c0db1cb8fa00000005");
  }

  @Test
  void theTrieWithoutAccountsHasTheEmptyRoot() {
    assertThat(MerklePatricia.secureRoot(Map.of()).toHexString())
        .isEqualTo("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  }

  @Test
  void fundsTheAccountsThatItIsGiven() {
    final Map<String, Object> file =
        new Genesis(7, 1, List.of(DevKeys.AGGREGATOR.address())).file();

    assertThat(file.get("config"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("chainId", 7L)
        .containsEntry("terminalTotalDifficulty", 0);
    assertThat(file.get("alloc"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsKey(DevKeys.AGGREGATOR.address().bytes().toUnprefixedHexString());
  }
}
