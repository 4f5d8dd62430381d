/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.contracts.ContractArtifact;
import org.zknode.eth.Address;

/**
 * The escrow of distribution/examples: two bridges with two networks each, all on one anvil. The
 * lower one joins L1 and L2, the upper one L2 and L3.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscrowTest {
  private static final Path ARTIFACTS = Path.of("..", "..", "examples", "escrow", "artifacts");
  private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
  private static final String MESSAGE_FAILED = "MessageFailed()";
  private static final String NOT_THE_BRIDGE = "NotTheBridge(address)";
  private static final String NOT_THE_PEER = "NotThePeer(uint32,address)";

  private Anvil anvil;
  private TwoNetworks lower;
  private TwoNetworks upper;
  private Contract escrow;
  private Contract relay;
  private Contract token;
  private Address to;

  @BeforeAll
  void start() {
    anvil = new Anvil();
    lower = new TwoNetworks(anvil, Address.ZERO, Bytes.EMPTY);
    upper = new TwoNetworks(anvil, Address.ZERO, Bytes.EMPTY);
    to = lower.bob;
    // Each has to know the others: their addresses are known before they are there.
    final Address escrowAddress = anvil.nextContract(lower.deployer, 0);
    final Address relayAddress = anvil.nextContract(lower.deployer, 1);
    final Address tokenAddress = anvil.nextContract(lower.deployer, 2);
    escrow = deploy("Escrow", lower.l1Bridge, TwoNetworks.L2, relayAddress);
    relay =
        deploy(
            "EscrowRelay",
            lower.l2Bridge,
            TwoNetworks.L1,
            escrowAddress,
            upper.l1Bridge,
            TwoNetworks.L2,
            tokenAddress);
    token = deploy("EscrowToken", upper.l2Bridge, TwoNetworks.L1, relayAddress);
    assertThat(escrow.address()).isEqualTo(escrowAddress);
    assertThat(relay.address()).isEqualTo(relayAddress);
    assertThat(token.address()).isEqualTo(tokenAddress);
  }

  private Contract deploy(final String name, final Object... args) {
    return Contract.deploy(
        anvil, lower.deployer, ContractArtifact.read(ARTIFACTS.resolve(name + ".json")), args);
  }

  @AfterAll
  void stop() {
    anvil.close();
  }

  @BeforeEach
  void snapshot() {
    lower.snapshot();
  }

  @AfterEach
  void revert() {
    lower.revert();
  }

  private void lock() {
    escrow.sendValue(lower.alice, AMOUNT, "lock", to);
  }

  /** The newest message of L1, on L2. */
  private Claim onL2() {
    lower.l1ExitRootReachesL2();
    return lower.fromL1(lower.deposits(lower.l1Bridge).size() - 1);
  }

  /** The newest message of L2, on L3. */
  private Claim onL3() {
    upper.l1ExitRootReachesL2();
    return upper.fromL1(upper.deposits(upper.l1Bridge).size() - 1);
  }

  /** The newest message of L3, on L2. */
  private Claim backOnL2() {
    upper.l2ExitRootReachesL1();
    return upper.fromL2(upper.deposits(upper.l2Bridge).size() - 1);
  }

  /** The newest message of L2, on L1. */
  private Claim backOnL1() {
    lower.l2ExitRootReachesL1();
    return lower.fromL2(lower.deposits(lower.l2Bridge).size() - 1);
  }

  /** Tokens of {@link #to} on L3. */
  private void mint() {
    lock();
    onL2().at(lower.l2Bridge, lower.deployer);
    onL3().at(upper.l2Bridge, lower.deployer);
  }

  /** A message on L1 that unlocks half. */
  private Claim half(final Address receiver) {
    token.send(to, "burn", receiver, AMOUNT.shiftRight(1));
    backOnL2().at(upper.l1Bridge, lower.deployer);
    return backOnL1();
  }

  private void assertSum() {
    assertThat(escrow.number("locked")).isEqualTo(anvil.balance(escrow.address()));
    assertThat(token.number("totalSupply")).isLessThanOrEqualTo(escrow.number("locked"));
  }

  @Test
  void goesOverTwoHopsAndBackAndEachHopOnce() {
    lock();
    assertSum();
    final Claim first = onL2();
    first.at(lower.l2Bridge, lower.deployer);
    first.refusedBy(lower.l2Bridge, lower.deployer, "AlreadyClaimed()");
    final Claim second = onL3();
    second.at(upper.l2Bridge, lower.deployer);
    second.refusedBy(upper.l2Bridge, lower.deployer, "AlreadyClaimed()");
    assertThat(token.number("balanceOf", to)).isEqualTo(AMOUNT);
    assertSum();

    final BigInteger before = anvil.balance(lower.alice);
    final Claim unlock = half(lower.alice);
    assertThat(token.number("totalSupply")).isEqualTo(AMOUNT.shiftRight(1));
    unlock.at(lower.l1Bridge, lower.deployer);
    unlock.refusedBy(lower.l1Bridge, lower.deployer, "AlreadyClaimed()");
    assertThat(anvil.balance(lower.alice).subtract(before)).isEqualTo(AMOUNT.shiftRight(1));
    assertThat(escrow.number("locked")).isEqualTo(AMOUNT.shiftRight(1));
    assertSum();
  }

  /** Whoever is not the bridge says nothing, also in the name of the right contract. */
  @Test
  void onlyTheBridgeBringsMessages() {
    final Bytes data = payload(to, AMOUNT);
    escrow.refuses(NOT_THE_BRIDGE, lower.bob, "onMessageReceived", relay, TwoNetworks.L2, data);
    token.refuses(NOT_THE_BRIDGE, lower.bob, "onMessageReceived", relay, TwoNetworks.L1, data);
    relay.refuses(NOT_THE_BRIDGE, lower.bob, "onMessageReceived", escrow, TwoNetworks.L1, data);
    relay.refuses(NOT_THE_BRIDGE, lower.bob, "onMessageReceived", token, TwoNetworks.L2, data);
    // A bridge, but not the one that joins it to the peer.
    escrow.refuses(
        NOT_THE_BRIDGE, upper.l1Bridge.address(), "onMessageReceived", relay, TwoNetworks.L2, data);
    relay.refuses(
        NOT_THE_PEER, lower.l2Bridge.address(), "onMessageReceived", token, TwoNetworks.L2, data);
    relay.refuses(
        NOT_THE_PEER, upper.l1Bridge.address(), "onMessageReceived", escrow, TwoNetworks.L1, data);
  }

  /** The bridge delivers what anybody sends; the receivers listen to their peers alone. */
  @Test
  void onlyThePeerIsListenedTo() {
    mint();
    final Bytes data = payload(lower.alice, AMOUNT);
    lower.l1Bridge.send(lower.bob, "bridgeMessage", TwoNetworks.L2, relay, true, data);
    onL2().refusedBy(lower.l2Bridge, lower.bob, MESSAGE_FAILED);
    upper.l1Bridge.send(lower.bob, "bridgeMessage", TwoNetworks.L2, token, true, data);
    onL3().refusedBy(upper.l2Bridge, lower.bob, MESSAGE_FAILED);
    upper.l2Bridge.send(lower.bob, "bridgeMessage", TwoNetworks.L1, relay, true, data);
    backOnL2().refusedBy(upper.l1Bridge, lower.bob, MESSAGE_FAILED);
    lower.l2Bridge.send(lower.bob, "bridgeMessage", TwoNetworks.L1, escrow, true, data);
    backOnL1().refusedBy(lower.l1Bridge, lower.bob, MESSAGE_FAILED);
    assertThat(token.number("totalSupply")).isEqualTo(AMOUNT);
    assertSum();
  }

  /** The right account of a network that is another one. */
  @Test
  void theNetworkOfThePeerCounts() {
    final Bytes data = payload(to, AMOUNT);
    escrow.refuses(NOT_THE_PEER, lower.l1Bridge.address(), "onMessageReceived", relay, 2L, data);
    token.refuses(
        NOT_THE_PEER, upper.l2Bridge.address(), "onMessageReceived", relay, TwoNetworks.L2, data);
    relay.refuses(NOT_THE_PEER, lower.l2Bridge.address(), "onMessageReceived", escrow, 2L, data);
  }

  /** What cannot be delivered is not lost, and not delivered twice later. */
  @Test
  void aReceiverThatRefusesEtherGetsItLater() {
    mint();
    final Contract receiver = Contract.deploy(anvil, "Receiver");
    receiver.send(lower.deployer, "setRefuses", true);
    final Claim unlock = half(receiver.address());
    unlock.refusedBy(lower.l1Bridge, lower.deployer, MESSAGE_FAILED);
    assertThat(escrow.number("locked")).isEqualTo(AMOUNT);
    receiver.send(lower.deployer, "setRefuses", false);
    unlock.at(lower.l1Bridge, lower.deployer);
    unlock.refusedBy(lower.l1Bridge, lower.deployer, "AlreadyClaimed()");
    assertThat(anvil.balance(receiver.address())).isEqualTo(AMOUNT.shiftRight(1));
    assertSum();
  }

  @Test
  void nothingAndNobodyAreRefusedAtTheStart() {
    escrow.refuses("NothingToLock()", lower.alice, "lock", to);
    escrow.refusesValue("NoReceiver()", lower.alice, AMOUNT, "lock", Address.ZERO);
    token.refuses("NothingToBurn()", to, "burn", to, BigInteger.ZERO);
    token.refuses("NoReceiver()", to, "burn", Address.ZERO, AMOUNT);
    token.refuses("InsufficientBalance(address,uint256,uint256)", to, "burn", to, AMOUNT);
  }

  @Test
  void theTokenIsAnErc20() {
    mint();
    token.send(to, "transfer", lower.alice, BigInteger.TEN);
    token.send(lower.alice, "approve", lower.deployer, BigInteger.TWO);
    token.send(lower.deployer, "transferFrom", lower.alice, to, BigInteger.ONE);
    assertThat(token.number("balanceOf", lower.alice)).isEqualTo(BigInteger.valueOf(9));
    token.refuses(
        "InsufficientAllowance(address,uint256,uint256)",
        lower.deployer,
        "transferFrom",
        lower.alice,
        to,
        BigInteger.TWO);
    token.refuses(
        "InsufficientBalance(address,uint256,uint256)",
        lower.alice,
        "transfer",
        to,
        BigInteger.TEN);
  }

  private static Bytes payload(final Address receiver, final BigInteger amount) {
    return Bytes.concatenate(Bytes32.leftPad(receiver.bytes()), UInt256.valueOf(amount).toBytes());
  }
}
