/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.contracts.bridge.TwoNetworks.InfoLeaf;

/** Global exit roots come onto L2 by a proof against the EIP-4788 contract, and only by that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class L2GlobalExitRootManagerTest {
  private static final String PROVE = "proveGlobalExitRoot";
  private static final String UNKNOWN_ROOT = "L1InfoRootUnknown(uint64)";
  private static final String WRONG_PROOF = "InvalidSmtProof()";

  private TwoNetworks net;
  private Contract manager;

  @BeforeAll
  void start() {
    net = new TwoNetworks();
    manager = net.l2ExitRoots;
    for (int i = 0; i < 3; i++) {
      net.l1Bridge.send(net.alice, "bridgeMessage", 1, net.bob, true, Bytes.of(i));
    }
  }

  @AfterAll
  void stop() {
    net.close();
  }

  @BeforeEach
  void snapshot() {
    net.snapshot();
  }

  @AfterEach
  void revert() {
    net.revert();
  }

  private boolean known(final int index) {
    return !manager
        .number("globalExitRootMap", net.infoLeaves().get(index).globalExitRoot())
        .equals(BigInteger.ZERO);
  }

  @Test
  void anyLeafUnderTheRootIsTakenInAnyOrderFromAnybody() {
    final long timestamp = net.l2BlockNamesL1();
    for (final int index : List.of(1, 2, 0)) {
      assertThat(known(index)).isFalse();
      final Anvil.Receipt receipt = manager.send(net.bob, PROVE, net.proofOf(timestamp, index));
      assertThat(receipt.logs()).hasSize(1);
      assertThat(known(index)).isTrue();
    }
    assertThat(manager.number("globalExitRootMap", net.infoLeaves().getFirst().globalExitRoot()))
        .isEqualTo(net.infoLeaves().getFirst().l1Timestamp());
  }

  @Test
  void whatIsKnownIsNotLookedAtAgain() {
    manager.send(net.bob, PROVE, net.proofOf(net.l2BlockNamesL1(), 1));
    final Anvil.Receipt again = manager.send(net.alice, PROVE, net.proofOf(12345, 1));
    assertThat(again.logs()).isEmpty();
    assertThat(known(1)).isTrue();
  }

  @Test
  void wrongProofsAreRefused() {
    final long timestamp = net.l2BlockNamesL1();
    final Object[] good = net.proofOf(timestamp, 1);
    final InfoLeaf leaf = net.infoLeaves().get(1);
    final Object[][] wrong = {
      {timestamp, 0, good[2], good[3], good[4], good[5]},
      {timestamp, 1, Bytes32.repeat((byte) 1), good[3], good[4], good[5]},
      {timestamp, 1, good[2], Bytes32.repeat((byte) 1), good[4], good[5]},
      {timestamp, 1, good[2], good[3], leaf.l1Timestamp() + 1, good[5]},
      {timestamp, 1, good[2], good[3], good[4], Claim.NO_PROOF},
      {timestamp, 1, good[2], good[3], good[4], net.proofOf(timestamp, 2)[5]},
    };
    for (final Object[] args : wrong) {
      manager.refuses(WRONG_PROOF, net.bob, PROVE, args);
    }
    manager.send(net.bob, PROVE, good);
  }

  @Test
  void aRootOfBeforeTheLeafDoesNotProveIt() {
    final long timestamp = net.l2BlockNamesL1();
    net.l1Bridge.send(net.alice, "bridgeMessage", 1, net.bob, true, Bytes.of(9));
    manager.refuses(WRONG_PROOF, net.bob, PROVE, net.proofOf(timestamp, 3));
    manager.send(net.bob, PROVE, net.proofOf(net.l2BlockNamesL1(), 3));
  }

  @Test
  void blocksThatNameNothingAreUnknown() {
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(net.l2BlockNames(Bytes32.ZERO), 1));
    final long timestamp = net.l2BlockNamesL1();
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(timestamp - 1, 1));
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(timestamp + 1000, 1));
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(0, 1));
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(timestamp + BeaconRoots.RING, 1));
  }

  /** Its place in the ring is taken by the block that is 8191 seconds younger. */
  @Test
  void theRingForgets() {
    final long timestamp = net.l2BlockNamesL1();
    net.anvil.request("evm_setNextBlockTimestamp", timestamp + BeaconRoots.RING);
    assertThat(net.l2BlockNames(Bytes32.repeat((byte) 7))).isEqualTo(timestamp + BeaconRoots.RING);
    manager.refuses(UNKNOWN_ROOT, net.bob, PROVE, net.proofOf(timestamp, 1));
  }

  @Test
  void onlyTheBridgeSetsTheRootOfThisNetworkAndItIsAtSlot1() {
    manager.refuses(
        "OnlyAllowedContracts()", net.alice, "updateExitRoot", Bytes32.repeat((byte) 1));
    assertThat(net.anvil.storage(manager.address(), 1)).isEqualTo(Bytes32.ZERO);
    net.l2Bridge.send(net.alice, "bridgeMessage", 0, net.bob, true, Bytes.EMPTY);
    assertThat(net.anvil.storage(manager.address(), 1)).isEqualTo(net.l2Bridge.hash("getRoot"));
    assertThat(manager.hash("lastRollupExitRoot")).isEqualTo(net.l2Bridge.hash("getRoot"));
    assertThat(manager.addressOf("bridgeAddress")).isEqualTo(net.l2Bridge.address());
  }

  /** Slot 0 is the mapping, as clients and the prover of others read it. */
  @Test
  void theMappingIsAtSlot0() {
    manager.send(net.bob, PROVE, net.proofOf(net.l2BlockNamesL1(), 1));
    final InfoLeaf leaf = net.infoLeaves().get(1);
    final Bytes32 slot = org.zknode.eth.Keccak256.hash(leaf.globalExitRoot(), Bytes32.ZERO);
    assertThat(
            net.anvil
                .request(
                    "eth_getStorageAt", manager.address().toString(), slot.toHexString(), "latest")
                .asText())
        .endsWith(Long.toHexString(leaf.l1Timestamp()));
  }
}
