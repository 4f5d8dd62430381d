/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L1InfoTree;

/** The way into a network: each leaf once, exactly as it is, and only under a known root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeClaimsTest {
  private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
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

  private void depositEther(final Contract bridge, final long network, final Address to) {
    bridge.sendValue(
        net.alice, AMOUNT, "bridgeAsset", network, to, AMOUNT, Address.ZERO, true, Bytes.EMPTY);
  }

  private Claim etherOnL2(final Address to) {
    depositEther(net.l1Bridge, TwoNetworks.L2, to);
    net.l1ExitRootReachesL2();
    return net.fromL1(net.deposits(net.l1Bridge).size() - 1);
  }

  private Contract token() {
    final Contract token =
        Contract.deploy(net.anvil, net.deployer, "WrappedToken", "A Token", "TKN", 6);
    token.send(net.deployer, "mint", net.alice, AMOUNT);
    token.send(net.alice, "approve", net.l1Bridge, AMOUNT);
    return token;
  }

  private Claim tokenOnL2(final Contract token, final Address to) {
    net.l1Bridge.send(net.alice, "bridgeAsset", 1, to, AMOUNT, token, true, Bytes.EMPTY);
    net.l1ExitRootReachesL2();
    return net.fromL1(net.deposits(net.l1Bridge).size() - 1);
  }

  private boolean claimed(final Contract bridge, final long index, final long network) {
    return bridge.<Boolean>read("isClaimed", index, network);
  }

  @Test
  void etherGoesThereAndBackAndTheSumStays() {
    final Claim claim = etherOnL2(TO);
    assertThat(claimed(net.l2Bridge, 0, 0)).isFalse();
    claim.at(net.l2Bridge, net.bob);
    assertThat(claimed(net.l2Bridge, 0, 0)).isTrue();
    assertThat(claimed(net.l2Bridge, 1, 0)).isFalse();
    assertThat(claimed(net.l2Bridge, 0, 1)).isFalse();
    assertThat(net.anvil.balance(TO)).isEqualTo(AMOUNT);
    assertSum();
    depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    final Claim back = net.fromL2(0);
    assertThat(claimed(net.l1Bridge, 0, 1)).isFalse();
    back.at(net.l1Bridge, net.bob);
    assertThat(claimed(net.l1Bridge, 0, 1)).isTrue();
    assertThat(net.anvil.balance(TO)).isEqualTo(AMOUNT.add(AMOUNT));
    assertThat(net.anvil.balance(net.l1Bridge.address())).isZero();
    assertSum();
    back.refusedBy(net.l1Bridge, net.bob, "AlreadyClaimed()");
    claim.refusedBy(net.l2Bridge, net.bob, "AlreadyClaimed()");
  }

  /** What L1's bridge holds is what L2's has paid out, once nothing is on its way. */
  private void assertSum() {
    assertThat(net.anvil.balance(net.l1Bridge.address()))
        .isEqualTo(
            GenesisContracts.BRIDGE_BALANCE.subtract(net.anvil.balance(net.l2Bridge.address())));
  }

  @Test
  void whatIsNotTheLeafIsRefused() {
    depositEther(net.l1Bridge, TwoNetworks.L2, net.bob);
    final Claim claim = etherOnL2(TO);
    final String wrong = "InvalidSmtProof()";
    claim.amount(AMOUNT.add(BigInteger.ONE)).refusedBy(net.l2Bridge, net.bob, wrong);
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
    depositEther(net.l1Bridge, TwoNetworks.L2, TO);
    net.fromL1(0).refusedBy(net.l2Bridge, net.bob, "GlobalExitRootInvalid()");
  }

  /** The contract reads what it needs and nothing else; a second spelling is no second claim. */
  @Test
  void bitsOfTheIndexThatMeanNothingDoNotMakeAnotherClaim() {
    final Claim claim = etherOnL2(TO);
    final BigInteger strange =
        claim
            .globalIndex()
            .or(BigInteger.ONE.shiftLeft(255))
            .or(BigInteger.ONE.shiftLeft(65))
            .or(BigInteger.valueOf(5).shiftLeft(32));
    claim.index(strange).at(net.l2Bridge, net.bob);
    assertThat(net.anvil.balance(TO)).isEqualTo(AMOUNT);
    assertThat(claimed(net.l2Bridge, 0, 0)).isTrue();
    claim.refusedBy(net.l2Bridge, net.bob, "AlreadyClaimed()");

    depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    final Claim back = net.fromL2(0);
    back.index(back.globalIndex().or(BigInteger.ONE.shiftLeft(200))).at(net.l1Bridge, net.bob);
    back.refusedBy(net.l1Bridge, net.bob, "AlreadyClaimed()");
  }

  /** On L1 the claims of rollup 1 have no network in their place of the bitmap. */
  @Test
  void placesOfTheBitmapAreThoseOfTheDeployedContract() {
    etherOnL2(TO).at(net.l2Bridge, net.bob);
    assertThat(net.l2Bridge.number("claimedBitMap", 0)).isEqualTo(1);
    depositEther(net.l2Bridge, TwoNetworks.L1, TO);
    net.l2ExitRootReachesL1();
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(net.l1Bridge.number("claimedBitMap", 0)).isEqualTo(1);
    assertThat(claimed(net.l1Bridge, 0, 2)).isFalse();
  }

  @Test
  void aReceiverThatRefusesKeepsItsClaim() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    receiver.send(net.alice, "setRefuses", true);
    final Claim claim = etherOnL2(receiver.address());
    claim.refusedBy(net.l2Bridge, net.bob, "EtherTransferFailed()");
    net.l1Bridge.sendValue(net.alice, AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.of(1));
    net.l1ExitRootReachesL2();
    final Claim message = net.fromL1(1);
    message.refusedBy(net.l2Bridge, net.bob, "MessageFailed()");
    assertThat(claimed(net.l2Bridge, 0, 0)).isFalse();
    receiver.send(net.alice, "setRefuses", false);
    net.fromL1(0).at(net.l2Bridge, net.bob);
    message.at(net.l2Bridge, net.bob);
    assertThat(net.anvil.balance(receiver.address())).isEqualTo(AMOUNT.add(AMOUNT));
  }

  @Test
  void aMessageBringsItsValueItsOriginAndItsData() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    net.l1Bridge.sendValue(
        net.alice, AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.of(1, 2, 3));
    net.l1ExitRootReachesL2();
    net.fromL1(0).at(net.l2Bridge, net.bob);
    assertThat(receiver.addressOf("originAddress")).isEqualTo(net.alice);
    assertThat(receiver.number("originNetwork")).isZero();
    assertThat(Bytes.wrap(receiver.<byte[]>read("data"))).isEqualTo(Bytes.of(1, 2, 3));
    assertThat(receiver.number("value")).isEqualTo(AMOUNT);
    assertThat(net.anvil.balance(receiver.address())).isEqualTo(AMOUNT);
    assertSum();
  }

  @Test
  void whoClaimsAgainWhileItIsPaidFindsItTaken() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    depositEther(net.l1Bridge, TwoNetworks.L2, TO);
    final Claim claim = etherOnL2(receiver.address());
    receiver.send(
        net.alice, "setHook", net.l2Bridge, net.l2Bridge.data("claimAsset", claim.args()));
    claim.at(net.l2Bridge, net.bob);
    assertThat(receiver.<Boolean>read("succeeded")).isFalse();
    assertThat(Bytes.wrap(receiver.<byte[]>read("answer")))
        .isEqualTo(Contract.selector("AlreadyClaimed()"));
    assertThat(net.anvil.balance(receiver.address())).isEqualTo(AMOUNT);
  }

  /** Contracts do this: a message that tells its receiver to send something on. */
  @Test
  void whoIsPaidMayDepositAndClaimOthers() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    final Claim other = etherOnL2(TO);
    net.l1Bridge.sendValue(net.alice, AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.EMPTY);
    net.l1ExitRootReachesL2();
    final Claim message = net.fromL1(1);
    receiver.send(
        net.alice, "setHook", net.l2Bridge, net.l2Bridge.data("claimAsset", net.fromL1(0).args()));
    message.at(net.l2Bridge, net.bob);
    assertThat(receiver.<Boolean>read("succeeded")).isTrue();
    assertThat(net.anvil.balance(TO)).isEqualTo(AMOUNT);
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
    assertSum();
  }

  /** A token that deposits while it is paid out: what it brings is counted once. */
  @Test
  void aTokenThatDepositsWhileItIsPaidOutGainsNothing() {
    final Contract token = Contract.deploy(net.anvil, "OddToken");
    token.send(net.alice, "mint", net.alice, AMOUNT);
    token.send(net.alice, "approve", net.l1Bridge, AMOUNT);
    tokenOnL2(token, net.alice).at(net.l2Bridge, net.alice);
    final Contract wrapped = wrapped(token);
    net.l2Bridge.send(net.alice, "bridgeAsset", 0, TO, AMOUNT, wrapped, true, Bytes.EMPTY);
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
    assertThat(token.number("balanceOf", TO)).isEqualTo(AMOUNT);
  }

  private Contract wrapped(final Contract token) {
    return Contract.at(
        net.anvil, "WrappedToken", net.l2Bridge.addressOf("getTokenWrappedAddress", 0, token));
  }

  @Test
  void aTokenIsWrappedAtTheForeseenAddressAndComesBack() {
    final Contract token = token();
    final Address foreseen =
        net.l2Bridge.addressOf("precalculatedWrapperAddress", 0, token, "A Token", "TKN", 6);
    assertThat(net.l2Bridge.addressOf("calculateTokenWrapperAddress", 0, token, token))
        .isEqualTo(foreseen);
    final Anvil.Receipt first = tokenOnL2(token, net.alice).at(net.l2Bridge, net.bob);
    final Contract wrapped = wrapped(token);
    assertThat(wrapped.address()).isEqualTo(foreseen);
    assertThat(first.logs().stream().map(log -> log.topics().getFirst().slice(0, 4)))
        .contains(Contract.selector("NewWrappedToken(uint32,address,address,bytes)"))
        .contains(Contract.selector("ClaimEvent(uint256,uint32,address,address,uint256)"));
    assertThat(wrapped.<String>read("name")).isEqualTo("A Token");
    assertThat(wrapped.<String>read("symbol")).isEqualTo("TKN");
    assertThat(wrapped.number("decimals")).isEqualTo(6);
    assertThat(wrapped.number("balanceOf", net.alice)).isEqualTo(AMOUNT);
    assertThat(net.l2Bridge.results("wrappedTokenToTokenInfo", wrapped).get(1).toString())
        .isEqualToIgnoringCase(token.address().toString());

    net.l2Bridge.refuses(
        "InsufficientBalance(address,uint256,uint256)",
        net.bob,
        "bridgeAsset",
        0,
        TO,
        HALF,
        wrapped,
        true,
        Bytes.EMPTY);
    net.l2Bridge.send(net.alice, "bridgeAsset", 0, TO, HALF, wrapped, true, Bytes.EMPTY);
    assertThat(wrapped.number("totalSupply")).isEqualTo(HALF);
    net.l2ExitRootReachesL1();
    assertThat(net.deposits(net.l2Bridge).getFirst().originAddress()).isEqualTo(token.address());
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(token.number("balanceOf", TO)).isEqualTo(HALF);
    assertThat(token.number("balanceOf", net.l1Bridge)).isEqualTo(HALF);
    wrapped.refuses("OnlyBridge()", net.alice, "mint", net.alice, AMOUNT);
    wrapped.refuses("OnlyBridge()", net.alice, "burn", net.bob, AMOUNT);

    // The second claim of the same token mints where the first did.
    token.send(net.deployer, "mint", net.alice, AMOUNT);
    token.send(net.alice, "approve", net.l1Bridge, AMOUNT);
    tokenOnL2(token, net.alice).at(net.l2Bridge, net.bob);
    assertThat(wrapped.number("totalSupply")).isEqualTo(AMOUNT.add(HALF));
  }

  /** A token of L1 claimed on L1 again, from a rollup, is never more than that rollup has burnt. */
  @Test
  void aClaimOfAnotherRollupNeedsThatRollupsProof() {
    depositEther(net.l2Bridge, TwoNetworks.L1, TO);
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
    assertThat(claimed(net.l1Bridge, 0, 1)).isFalse();
  }

  /** What a rollup says of a token that nobody knows; L1 cannot look. */
  private Claim foreignToken(final Bytes metadata) {
    final Deposit deposit = new Deposit(0, 5, TO, TwoNetworks.L1, net.alice, AMOUNT, metadata, 0);
    final List<Bytes32> leaves = List.of(deposit.leaf());
    final List<Bytes32> rollups = List.of(L1InfoTree.of(leaves).root());
    final Bytes32 rollupExitRoot = L1InfoTree.of(rollups).root();
    net.l1ExitRoots.send(net.rollupManager, "updateExitRoot", rollupExitRoot);
    return new Claim(
        L1InfoTree.proof(leaves, 0),
        L1InfoTree.proof(rollups, 0),
        BigInteger.ZERO,
        net.l1ExitRoots.hash("lastMainnetExitRoot"),
        rollupExitRoot,
        deposit);
  }

  /** Deployed bridges do that too: such a leaf stays unclaimed. */
  @Test
  void metadataThatMakesNoTokenMakesTheClaimFail() {
    foreignToken(Bytes.of(1)).refusedBy(net.l1Bridge, net.bob, "FailedTokenWrappedDeployment()");
    assertThat(claimed(net.l1Bridge, 0, 1)).isFalse();
  }
}
