/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Collections;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;

/** The way into a network: each leaf once, exactly as it is, and only under a known root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeClaimsTest {
  private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");

  private TwoNetworks net;

  @BeforeAll
  void start() {
    net = new TwoNetworks();
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

  @Test
  void etherGoesThereAndBackAndTheSumStays() {
    final Claim claim = net.etherOnL2(TO);
    assertThat(net.claimed(net.l2Bridge, 0, 0)).isFalse();
    claim.at(net.l2Bridge, net.bob);
    assertThat(net.claimed(net.l2Bridge, 0, 0)).isTrue();
    assertThat(net.claimed(net.l2Bridge, 1, 0)).isFalse();
    assertThat(net.claimed(net.l2Bridge, 0, 1)).isFalse();
    assertThat(net.anvil.balance(TO)).isEqualTo(TwoNetworks.AMOUNT);
    net.assertSum();
    net.depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    final Claim back = net.fromL2(0);
    assertThat(net.claimed(net.l1Bridge, 0, 1)).isFalse();
    back.at(net.l1Bridge, net.bob);
    assertThat(net.claimed(net.l1Bridge, 0, 1)).isTrue();
    assertThat(net.anvil.balance(TO)).isEqualTo(TwoNetworks.AMOUNT.add(TwoNetworks.AMOUNT));
    assertThat(net.anvil.balance(net.l1Bridge.address())).isZero();
    net.assertSum();
    back.refusedBy(net.l1Bridge, net.bob, "AlreadyClaimed()");
    claim.refusedBy(net.l2Bridge, net.bob, "AlreadyClaimed()");
  }

  @Test
  void whatIsNotTheLeafIsRefused() {
    net.depositEther(net.l1Bridge, TwoNetworks.L2, net.bob);
    final Claim claim = net.etherOnL2(TO);
    final String wrong = "InvalidSmtProof()";
    claim.amount(TwoNetworks.AMOUNT.add(BigInteger.ONE)).refusedBy(net.l2Bridge, net.bob, wrong);
    claim.metadata(Bytes.of(1)).refusedBy(net.l2Bridge, net.bob, wrong);
    claim.originNetwork(1).refusedBy(net.l2Bridge, net.bob, wrong);
    claim.otherType().refusedBy(net.l2Bridge, net.bob, wrong);
    claim.proof(Claim.NO_PROOF, Claim.NO_PROOF).refusedBy(net.l2Bridge, net.bob, wrong);
    claim.index(Claim.MAINNET_FLAG).refusedBy(net.l2Bridge, net.bob, wrong);
    // Without the flag the leaf would be of a rollup.
    claim.index(BigInteger.ONE).refusedBy(net.l2Bridge, net.bob, wrong);
    claim.destinationNetwork(2).refusedBy(net.l2Bridge, net.bob, "DestinationNetworkInvalid()");
    claim.refusedBy(net.l1Bridge, net.bob, "DestinationNetworkInvalid()");
    claim
        .roots(Bytes32.repeat((byte) 1), claim.rollupExitRoot())
        .refusedBy(net.l2Bridge, net.bob, "GlobalExitRootInvalid()");
    assertThat(net.anvil.balance(TO)).isZero();
    claim.at(net.l2Bridge, net.bob);
  }

  @Test
  void aRootThatIsNotProvenYetIsUnknown() {
    net.depositEther(net.l1Bridge, TwoNetworks.L2, TO);
    net.fromL1(0).refusedBy(net.l2Bridge, net.bob, "GlobalExitRootInvalid()");
  }

  /** The contract reads what it needs and nothing else; a second spelling is no second claim. */
  @Test
  void bitsOfTheIndexThatMeanNothingDoNotMakeAnotherClaim() {
    final Claim claim = net.etherOnL2(TO);
    final BigInteger strange =
        claim
            .globalIndex()
            .or(BigInteger.ONE.shiftLeft(255))
            .or(BigInteger.ONE.shiftLeft(65))
            .or(BigInteger.valueOf(5).shiftLeft(32));
    claim.index(strange).at(net.l2Bridge, net.bob);
    assertThat(net.anvil.balance(TO)).isEqualTo(TwoNetworks.AMOUNT);
    assertThat(net.claimed(net.l2Bridge, 0, 0)).isTrue();
    claim.refusedBy(net.l2Bridge, net.bob, "AlreadyClaimed()");

    net.depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    final Claim back = net.fromL2(0);
    back.index(back.globalIndex().or(BigInteger.ONE.shiftLeft(200))).at(net.l1Bridge, net.bob);
    back.refusedBy(net.l1Bridge, net.bob, "AlreadyClaimed()");
  }

  /** On L1 the claims of rollup 1 have no network in their place of the bitmap. */
  @Test
  void placesOfTheBitmapAreThoseOfTheDeployedContract() {
    net.etherOnL2(TO).at(net.l2Bridge, net.bob);
    assertThat(net.l2Bridge.number("claimedBitMap", 0)).isEqualTo(1);
    net.depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(net.l1Bridge.number("claimedBitMap", 0)).isEqualTo(1);
    assertThat(net.claimed(net.l1Bridge, 0, 2)).isFalse();
  }

  @Test
  void aReceiverThatRefusesKeepsItsClaim() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    receiver.send(net.alice, "setRefuses", true);
    final Claim claim = net.etherOnL2(receiver.address());
    claim.refusedBy(net.l2Bridge, net.bob, "EtherTransferFailed()");
    net.l1Bridge.sendValue(
        net.alice, TwoNetworks.AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.of(1));
    net.l1ExitRootReachesL2();
    final Claim message = net.fromL1(1);
    message.refusedBy(net.l2Bridge, net.bob, "MessageFailed()");
    assertThat(net.claimed(net.l2Bridge, 0, 0)).isFalse();
    receiver.send(net.alice, "setRefuses", false);
    net.fromL1(0).at(net.l2Bridge, net.bob);
    message.at(net.l2Bridge, net.bob);
    assertThat(net.anvil.balance(receiver.address()))
        .isEqualTo(TwoNetworks.AMOUNT.add(TwoNetworks.AMOUNT));
  }

  @Test
  void aMessageBringsItsValueItsOriginAndItsData() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    net.l1Bridge.sendValue(
        net.alice, TwoNetworks.AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.of(1, 2, 3));
    net.l1ExitRootReachesL2();
    net.fromL1(0).at(net.l2Bridge, net.bob);
    assertThat(receiver.addressOf("originAddress")).isEqualTo(net.alice);
    assertThat(receiver.number("originNetwork")).isZero();
    assertThat(Bytes.wrap(receiver.<byte[]>read("data"))).isEqualTo(Bytes.of(1, 2, 3));
    assertThat(receiver.number("value")).isEqualTo(TwoNetworks.AMOUNT);
    assertThat(net.anvil.balance(receiver.address())).isEqualTo(TwoNetworks.AMOUNT);
    net.assertSum();
  }

  /** A token of L1 claimed on L1 again, from a rollup, is never more than that rollup has burnt. */
  @Test
  void aClaimOfAnotherRollupNeedsThatRollupsProof() {
    net.depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    final Claim claim = net.fromL2(0);
    claim
        .index(claim.globalIndex().or(BigInteger.ONE.shiftLeft(32)))
        .refusedBy(net.l1Bridge, net.bob, "InvalidSmtProof()");
    claim
        .proof(claim.localProof(), Collections.nCopies(32, Bytes32.repeat((byte) 1)))
        .refusedBy(net.l1Bridge, net.bob, "InvalidSmtProof()");
    // The leaf is good, and L1's bridge holds no ether: nothing is paid, nothing is marked.
    claim.refusedBy(net.l1Bridge, net.bob, "EtherTransferFailed()");
    assertThat(net.claimed(net.l1Bridge, 0, 1)).isFalse();
  }
}
