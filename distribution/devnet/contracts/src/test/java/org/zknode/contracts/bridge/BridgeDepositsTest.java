/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.util.ArrayList;
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

/** The way out of a network: what becomes a leaf, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeDepositsTest {
  private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
  private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");

  private TwoNetworks net;
  private Contract bridge;

  @BeforeAll
  void start() {
    net = new TwoNetworks();
    bridge = net.l1Bridge;
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

  private static Bytes words(final String types, final Object... values) {
    return Bytes.wrap(TupleType.parse(types).encode(Tuple.from(values)).array());
  }

  private static Bytes metadata(final String name, final String symbol, final int decimals) {
    return words("(string,string,uint8)", name, symbol, decimals);
  }

  /** An ordinary token: that the deployer of a wrapped token is its bridge helps. */
  private Contract token() {
    final Contract token =
        Contract.deploy(net.anvil, net.deployer, "WrappedToken", "A Token", "TKN", 6);
    token.send(net.deployer, "mint", net.alice, AMOUNT);
    return token;
  }

  private Anvil.Receipt deposit(final Contract token, final Bytes permit) {
    return bridge.send(net.alice, "bridgeAsset", 1, TO, AMOUNT, token, false, permit);
  }

  private Anvil.Receipt depositEther(final boolean force) {
    return bridge.sendValue(
        net.alice, AMOUNT, "bridgeAsset", 1, TO, AMOUNT, Address.ZERO, force, Bytes.EMPTY);
  }

  @Test
  void whatIsDepositedIsTheNextLeafOfTheTreeThatTheNodeComputes() {
    final Contract token = token();
    token.send(net.alice, "approve", bridge, AMOUNT);
    final List<Deposit> seen = new ArrayList<>();
    L1InfoTree tree = L1InfoTree.empty();
    assertThat(bridge.hash("getRoot")).isEqualTo(tree.root());
    for (final Anvil.Receipt receipt :
        List.of(
            depositEther(false),
            deposit(token, Bytes.EMPTY),
            bridge.sendValue(net.alice, AMOUNT, "bridgeMessage", 7, TO, true, Bytes.of(1, 2)),
            depositEther(true),
            bridge.send(net.bob, "bridgeMessage", 1, net.alice, false, Bytes.EMPTY))) {
      final Deposit deposit = Deposit.in(receipt).getFirst();
      seen.add(deposit);
      tree = tree.append(deposit.leaf());
    }
    assertThat(bridge.hash("getRoot")).isEqualTo(tree.root());
    assertThat(seen)
        .containsExactly(
            new Deposit(0, 0, Address.ZERO, 1, TO, AMOUNT, Bytes.EMPTY, 0),
            new Deposit(0, 0, token.address(), 1, TO, AMOUNT, metadata("A Token", "TKN", 6), 1),
            new Deposit(1, 0, net.alice, 7, TO, AMOUNT, Bytes.of(1, 2), 2),
            new Deposit(0, 0, Address.ZERO, 1, TO, AMOUNT, Bytes.EMPTY, 3),
            new Deposit(1, 0, net.bob, 1, net.alice, BigInteger.ZERO, Bytes.EMPTY, 4));
    assertThat(net.anvil.balance(bridge.address()))
        .isEqualTo(AMOUNT.multiply(BigInteger.valueOf(3)));
    assertThat(token.number("balanceOf", bridge)).isEqualTo(AMOUNT);
    assertThat(bridge.hash("getLeafValue", 0, 0, Address.ZERO, 1, TO, AMOUNT, hash(Bytes.EMPTY)))
        .isEqualTo(seen.getFirst().leaf());
  }

  private static Bytes32 hash(final Bytes bytes) {
    return org.zknode.eth.Keccak256.hash(bytes);
  }

  @Test
  void aRootIsPublishedWhenItIsForcedOrAskedFor() {
    depositEther(false);
    assertThat(net.l1ExitRoots.hash("lastMainnetExitRoot")).isEqualTo(Bytes32.ZERO);
    assertThat(bridge.number("lastUpdatedDepositCount")).isZero();
    depositEther(true);
    assertThat(net.l1ExitRoots.hash("lastMainnetExitRoot")).isEqualTo(bridge.hash("getRoot"));
    assertThat(bridge.number("lastUpdatedDepositCount")).isEqualTo(2);
    depositEther(false);
    bridge.send(net.bob, "updateGlobalExitRoot");
    assertThat(net.l1ExitRoots.hash("lastMainnetExitRoot")).isEqualTo(bridge.hash("getRoot"));
    assertThat(net.infoLeaves()).hasSize(2);
    bridge.send(net.bob, "updateGlobalExitRoot");
    assertThat(net.infoLeaves()).hasSize(2);
    assertThat(net.l1ExitRoots.hash("getRoot"))
        .isEqualTo(
            L1InfoTree.of(net.infoLeaves().stream().map(TwoNetworks.InfoLeaf::hash).toList())
                .root());
    // A global exit root that is known already adds no leaf.
    final Bytes32 rollups = Bytes32.repeat((byte) 5);
    net.l1ExitRoots.send(net.rollupManager, "updateExitRoot", rollups);
    net.l1ExitRoots.send(net.rollupManager, "updateExitRoot", rollups);
    net.l1ExitRoots.send(net.rollupManager, "updateExitRoot", Bytes32.ZERO);
    assertThat(net.infoLeaves()).hasSize(3);
    assertThat(net.l1ExitRoots.hash("lastRollupExitRoot")).isEqualTo(Bytes32.ZERO);
    net.l1ExitRoots.refuses(
        "OnlyAllowedContracts()", net.alice, "updateExitRoot", Bytes32.repeat((byte) 1));
  }

  @Test
  void wrongAmountsAndNetworksAreRefused() {
    final Contract token = token();
    final BigInteger other = AMOUNT.add(BigInteger.ONE);
    bridge.refusesValue(
        "AmountDoesNotMatchMsgValue()",
        net.alice,
        other,
        "bridgeAsset",
        1,
        TO,
        AMOUNT,
        Address.ZERO,
        true,
        Bytes.EMPTY);
    bridge.refuses(
        "AmountDoesNotMatchMsgValue()",
        net.alice,
        "bridgeAsset",
        1,
        TO,
        AMOUNT,
        Address.ZERO,
        true,
        Bytes.EMPTY);
    bridge.refusesValue(
        "MsgValueNotZero()",
        net.alice,
        AMOUNT,
        "bridgeAsset",
        1,
        TO,
        AMOUNT,
        token,
        true,
        Bytes.EMPTY);
    bridge.refuses(
        "DestinationNetworkInvalid()",
        net.alice,
        "bridgeAsset",
        0,
        TO,
        AMOUNT,
        token,
        true,
        Bytes.EMPTY);
    bridge.refuses(
        "DestinationNetworkInvalid()", net.alice, "bridgeMessage", 0, TO, true, Bytes.EMPTY);
    bridge.refuses(
        "InsufficientAllowance(address,uint256,uint256)",
        net.alice,
        "bridgeAsset",
        1,
        TO,
        AMOUNT,
        token,
        true,
        Bytes.EMPTY);
    bridge.refuses(
        "NativeTokenIsEther()", net.alice, "bridgeMessageWETH", 1, TO, AMOUNT, true, Bytes.EMPTY);
    bridge.refuses(
        net.code.words(
            TwoNetworks.L1,
            "AlreadyInitialized()",
            "Initializable: contract is already initialized"),
        net.deployer,
        "initialize",
        5,
        Address.ZERO,
        0,
        TO,
        TO,
        Bytes.EMPTY);
    assertThat(bridge.number("depositCount")).isZero();
  }

  @Test
  void onlyItsDeployerInitializesAndOnlyAsItCanBe() {
    final Contract fresh = Contract.deploy(net.anvil, "Bridge");
    fresh.refuses(
        "OnlyInitializer()", net.alice, "initialize", 5, Address.ZERO, 0, TO, TO, Bytes.EMPTY);
    fresh.refuses(
        "GasTokenNetworkMustBeZeroOnEther()",
        net.deployer,
        "initialize",
        5,
        Address.ZERO,
        3,
        TO,
        TO,
        Bytes.EMPTY);
  }
}
