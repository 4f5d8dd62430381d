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
import org.zknode.eth.Address;
import org.zknode.rollup.chain.L1InfoTree;

/** Tokens of other networks: where they are, who makes them, and that they are tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrappedTokenTest {
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
  void aTokenIsWrappedAtTheForeseenAddressAndComesBack() {
    final Contract token = net.token();
    final Address foreseen =
        net.l2Bridge.addressOf("precalculatedWrapperAddress", 0, token, "A Token", "TKN", 6);
    assertThat(net.l2Bridge.addressOf("calculateTokenWrapperAddress", 0, token, token))
        .isEqualTo(foreseen);
    final Anvil.Receipt first = net.tokenOnL2(token, net.alice).at(net.l2Bridge, net.bob);
    final Contract wrapped = net.wrapped(token);
    assertThat(wrapped.address()).isEqualTo(foreseen);
    assertThat(first.logs().stream().map(log -> log.topics().getFirst().slice(0, 4)))
        .contains(Contract.selector("NewWrappedToken(uint32,address,address,bytes)"))
        .contains(Contract.selector("ClaimEvent(uint256,uint32,address,address,uint256)"));
    assertThat(wrapped.<String>read("name")).isEqualTo("A Token");
    assertThat(wrapped.<String>read("symbol")).isEqualTo("TKN");
    assertThat(wrapped.number("decimals")).isEqualTo(6);
    assertThat(wrapped.number("balanceOf", net.alice)).isEqualTo(TwoNetworks.AMOUNT);
    assertThat(net.l2Bridge.results("wrappedTokenToTokenInfo", wrapped).get(1).toString())
        .isEqualToIgnoringCase(token.address().toString());

    net.l2Bridge.refuses(
        net.code.words(
            TwoNetworks.L2,
            "InsufficientBalance(address,uint256,uint256)",
            "ERC20: burn amount exceeds balance"),
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
    final String stranger =
        net.code.words(TwoNetworks.L2, "OnlyBridge()", "TokenWrapped::onlyBridge");
    wrapped.refuses(stranger, net.alice, "mint", net.alice, TwoNetworks.AMOUNT);
    wrapped.refuses(stranger, net.alice, "burn", net.bob, TwoNetworks.AMOUNT);

    // The second claim of the same token mints where the first did.
    token.send(net.deployer, "mint", net.alice, TwoNetworks.AMOUNT);
    token.send(net.alice, "approve", net.l1Bridge, TwoNetworks.AMOUNT);
    net.tokenOnL2(token, net.alice).at(net.l2Bridge, net.bob);
    assertThat(wrapped.number("totalSupply")).isEqualTo(TwoNetworks.AMOUNT.add(HALF));
  }

  /** What a rollup says of a token that nobody knows; L1 cannot look. */
  private Claim foreignToken(final Bytes metadata) {
    final Deposit deposit =
        new Deposit(0, 5, TO, TwoNetworks.L1, net.alice, TwoNetworks.AMOUNT, metadata, 0);
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
    assertThat(net.claimed(net.l1Bridge, 0, 1)).isFalse();
  }

  @Test
  void anAllowanceIsUsedUpUnlessItIsTheLargest() {
    final Contract token = net.token();
    final BigInteger largest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    token.send(net.alice, "approve", net.bob, HALF);
    token.send(net.bob, "transferFrom", net.alice, TO, HALF);
    token.refuses(
        "InsufficientAllowance(address,uint256,uint256)",
        net.bob,
        "transferFrom",
        net.alice,
        TO,
        BigInteger.ONE);
    token.send(net.alice, "approve", net.bob, largest);
    token.send(net.bob, "transferFrom", net.alice, TO, HALF);
    assertThat(token.number("allowance", net.alice, net.bob)).isEqualTo(largest);
    assertThat(token.number("balanceOf", TO)).isEqualTo(TwoNetworks.AMOUNT);
    token.refuses(
        "InsufficientBalance(address,uint256,uint256)", net.alice, "transfer", TO, BigInteger.ONE);
    token.refuses("InvalidReceiver(address)", net.alice, "transfer", Address.ZERO, BigInteger.ZERO);
  }
}
