/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Function;
import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.L1InfoTree;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1RevertException;

/** What a verified batch brings to L1's bridge, with the devnet's whole deployment. */
class BridgeOnL1Test {
  private static final Bytes32 NEW_ROOT = Bytes32.repeat((byte) 0x22);
  private static final Bytes MESSAGE = Bytes.of(1, 2, 3);
  private static final Function CLAIM_MESSAGE =
      new Function(
          "claimMessage(bytes32[32],bytes32[32],uint256,bytes32,bytes32,"
              + "uint32,address,uint32,address,uint256,bytes)");
  private static final Function IS_CLAIMED = new Function("isClaimed(uint32,uint32)", "(bool)");

  private final DevRollupFixture l1 = new DevRollupFixture();

  @AfterEach
  void stop() {
    l1.close();
  }

  /** A message without value from the rollup's aggregator to a user of L1. */
  private static Bytes32 leaf() {
    return Keccak256.hash(
        Bytes.of(1),
        Bytes.ofUnsignedInt(DevContracts.ROLLUP_ID),
        DevL1.AGGREGATOR.address().bytes(),
        Bytes.ofUnsignedInt(0),
        DevL1.USER.address().bytes(),
        Bytes32.ZERO,
        Keccak256.hash(MESSAGE));
  }

  private static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }

  private static byte[][] bytes(final List<Bytes32> hashes) {
    return hashes.stream().map(Bytes::toArray).toArray(byte[][]::new);
  }

  private boolean claimed() {
    try (DevL1Account reader = new DevL1Account(l1.anvil.url(), DevL1.USER)) {
      return !reader
          .read(
              l1.deployment.bridge(),
              Bytes.wrap(IS_CLAIMED.encodeCallWithArgs(0L, DevContracts.ROLLUP_ID).array()))
          .isZero();
    }
  }

  @Test
  void aMessageOfAVerifiedBatchIsClaimedOnce() throws Exception {
    final List<Bytes32> exits = List.of(leaf());
    final Bytes32 localExitRoot = L1InfoTree.of(exits).root();
    final List<Bytes32> rollups = List.of(localExitRoot);
    final Bytes32 rollupExitRoot = L1InfoTree.of(rollups).root();
    final Bytes claim =
        Bytes.wrap(
            CLAIM_MESSAGE
                .encodeCallWithArgs(
                    bytes(L1InfoTree.proof(exits, 0)),
                    bytes(L1InfoTree.proof(rollups, 0)),
                    BigInteger.ZERO,
                    new byte[32],
                    rollupExitRoot.toArray(),
                    DevContracts.ROLLUP_ID,
                    abi(DevL1.AGGREGATOR.address()),
                    0L,
                    abi(DevL1.USER.address()),
                    BigInteger.ZERO,
                    MESSAGE.toArray())
                .array());
    assertRefused(claim);

    l1.send(
        DevL1.SEQUENCER,
        l1.deployment.rollup(),
        l1.sequenceCall(0, l1.l1Time(), List.of(Bytes.fromHexString("0x0b01"))));
    final Bytes32 acc = l1.client.sequencedAccInputHash(1);
    l1.send(
        DevL1.AGGREGATOR,
        l1.deployment.rollupManager(),
        l1.verifyCall(
            0,
            1,
            localExitRoot,
            NEW_ROOT,
            DevRollupFixture.devProof(
                l1.snarkInput(Bytes32.ZERO, acc, 1, localExitRoot, NEW_ROOT))));

    final long head = l1.client.head(BlockTag.LATEST).number();
    assertThat(l1.client.events(l1.config.genesisBlock(), head))
        .filteredOn(L1Event.UpdateL1InfoTree.class::isInstance)
        .singleElement()
        .extracting(event -> ((L1Event.UpdateL1InfoTree) event).rollupExitRoot())
        .isEqualTo(rollupExitRoot);
    assertThat(claimed()).isFalse();
    l1.send(DevL1.DEPLOYER, l1.deployment.bridge(), claim);
    assertThat(claimed()).isTrue();
    assertRefused(claim);
  }

  private void assertRefused(final Bytes claim) {
    assertThatThrownBy(
            () -> l1.client.estimateGas(DevL1.DEPLOYER.address(), l1.deployment.bridge(), claim))
        .isInstanceOf(L1RevertException.class);
  }
}
