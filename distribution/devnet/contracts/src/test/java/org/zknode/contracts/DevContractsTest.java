/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

class DevContractsTest {

  @Test
  void deploysAndAddsL1InfoLeaves() {
    try (AnvilProcess anvil = DevL1.start();
        DevL1Account account = new DevL1Account(anvil.url(), DevL1.DEPLOYER)) {
      final DevContracts.Deployment deployment = DevL1.deploy(anvil);

      assertThat(deployment.l1ChainId()).isEqualTo(DevL1.L1_CHAIN_ID);
      assertThat(deployment.l1Block()).isEqualTo(1);
      final L1Client.RollupData data =
          ElderberryAbi.decodeRollupData(
              account.read(deployment.rollupManager(), ElderberryAbi.rollupData(1)));
      assertThat(data)
          .isEqualTo(
              new L1Client.RollupData(
                  deployment.rollup(), DevL1.L2_CHAIN_ID, deployment.verifier(), 8, 0, 0));
      assertThat(
              ElderberryAbi.decodeAddress(
                  account.read(deployment.rollup(), ElderberryAbi.trustedSequencer())))
          .isEqualTo(DevL1.SEQUENCER.address());
      assertThat(
              ElderberryAbi.decodeBytes32(
                  account.read(deployment.rollupManager(), ElderberryAbi.stateRoot(1, 0))))
          .isEqualTo(DevL1.GENESIS_ROOT);

      assertThat(root(account, deployment)).isEqualTo(emptyRoot());
      DevContracts.addL1InfoLeaf(
          anvil.url(),
          DevL1.DEPLOYER,
          deployment.globalExitRootManager(),
          Bytes32.repeat((byte) 7));
      assertThat(root(account, deployment)).isNotEqualTo(emptyRoot());
    }
  }

  private static Bytes32 root(
      final DevL1Account account, final DevContracts.Deployment deployment) {
    return ElderberryAbi.decodeBytes32(
        account.read(deployment.globalExitRootManager(), ElderberryAbi.l1InfoRoot()));
  }

  private static Bytes32 emptyRoot() {
    Bytes32 root = Bytes32.ZERO;
    for (int height = 0; height < 32; height++) {
      root = Keccak256.hash(Bytes.concatenate(root, root));
    }
    return root;
  }
}
