/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;

/** Who is called by the bridge and calls back gains nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeReentrancyTest {
  private static final BigInteger HALF = BigInteger.valueOf(500);
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
  void whoClaimsAgainWhileItIsPaidFindsItTaken() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    net.depositEther(net.l1Bridge, TwoNetworks.L2, TO);
    final Claim claim = net.etherOnL2(receiver.address());
    receiver.send(
        net.alice, "setHook", net.l2Bridge, net.l2Bridge.data("claimAsset", claim.args()));
    claim.at(net.l2Bridge, net.bob);
    assertThat(receiver.<Boolean>read("succeeded")).isFalse();
    assertThat(Bytes.wrap(receiver.<byte[]>read("answer")))
        .isEqualTo(Contract.selector("AlreadyClaimed()"));
    assertThat(net.anvil.balance(receiver.address())).isEqualTo(TwoNetworks.AMOUNT);
  }

  /** Contracts do this: a message that tells its receiver to send something on. */
  @Test
  void whoIsPaidMayDepositAndClaimOthers() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    final Claim other = net.etherOnL2(TO);
    net.l1Bridge.sendValue(
        net.alice, TwoNetworks.AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.EMPTY);
    net.l1ExitRootReachesL2();
    final Claim message = net.fromL1(1);
    receiver.send(
        net.alice, "setHook", net.l2Bridge, net.l2Bridge.data("claimAsset", net.fromL1(0).args()));
    message.at(net.l2Bridge, net.bob);
    assertThat(receiver.<Boolean>read("succeeded")).isTrue();
    assertThat(net.anvil.balance(TO)).isEqualTo(TwoNetworks.AMOUNT);
    other.refusedBy(net.l2Bridge, net.bob, "AlreadyClaimed()");

    net.l1Bridge.sendValue(net.alice, HALF, "bridgeMessage", 1, receiver, true, Bytes.EMPTY);
    net.l1ExitRootReachesL2();
    receiver.send(
        net.alice,
        "setHook",
        net.l2Bridge,
        net.l2Bridge.data("bridgeMessage", 0, TO, true, Bytes.EMPTY));
    net.fromL1(2).at(net.l2Bridge, net.bob);
    assertThat(receiver.<Boolean>read("succeeded")).isTrue();
    assertThat(net.deposits(net.l2Bridge))
        .containsExactly(
            new Deposit(1, 1, receiver.address(), 0, TO, BigInteger.ZERO, Bytes.EMPTY, 0));
    net.assertSum();
  }

  /** A token that deposits while it is paid out: what it brings is counted once. */
  @Test
  void aTokenThatDepositsWhileItIsPaidOutGainsNothing() {
    final Contract token = Contract.deploy(net.anvil, "OddToken");
    token.send(net.alice, "mint", net.alice, TwoNetworks.AMOUNT);
    token.send(net.alice, "approve", net.l1Bridge, TwoNetworks.AMOUNT);
    net.tokenOnL2(token, net.alice).at(net.l2Bridge, net.alice);
    final Contract wrapped = net.wrapped(token);
    net.l2Bridge.send(
        net.alice, "bridgeAsset", 0, TO, TwoNetworks.AMOUNT, wrapped, true, Bytes.EMPTY);
    net.l2ExitRootReachesL1();
    token.send(net.alice, "mint", token, HALF);
    token.send(net.alice, "run", token, 0, token.data("approve", net.l1Bridge, HALF));
    token.send(
        net.alice,
        "setHook",
        net.l1Bridge,
        net.l1Bridge.data("bridgeAsset", 1, TO, HALF, token, false, Bytes.EMPTY));
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(token.<Boolean>read("succeeded")).isTrue();
    assertThat(net.deposits(net.l1Bridge).getLast().amount()).isEqualTo(HALF);
    assertThat(token.number("balanceOf", net.l1Bridge)).isEqualTo(HALF);
    assertThat(token.number("balanceOf", TO)).isEqualTo(TwoNetworks.AMOUNT);
  }
}
