/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Signature;

/** A deposit with a signed allowance: one transaction instead of two. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgePermitTest {
  private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
  private static final BigInteger NEVER = BigInteger.ONE.shiftLeft(200);
  private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");

  /** Of anvil's account 2. */
  private static final PrivateKey ALICE =
      PrivateKey.fromHex("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

  private TwoNetworks net;
  private Contract bridge;

  @BeforeAll
  void start() {
    net = new TwoNetworks();
    bridge = net.l1Bridge;
    assertThat(ALICE.address()).isEqualTo(net.alice);
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

  private static Bytes word(final Address address) {
    return Bytes32.leftPad(address.bytes());
  }

  private static Bytes word(final BigInteger value) {
    return UInt256.valueOf(value).toBytes();
  }

  private static Object[] signed(final Bytes32 digest) {
    final Signature signature = ALICE.sign(digest);
    return new Object[] {
      signature.recoveryId() + 27,
      UInt256.valueOf(signature.r()).toBytes(),
      UInt256.valueOf(signature.s()).toBytes()
    };
  }

  private Contract token() {
    final Contract token =
        Contract.deploy(net.anvil, net.deployer, "WrappedToken", "A Token", "TKN", 6);
    token.send(net.deployer, "mint", net.alice, AMOUNT);
    return token;
  }

  private Bytes permit(
      final Contract token, final Address owner, final Address spender, final BigInteger value) {
    final Bytes32 content =
        Keccak256.hash(
            token.hash("PERMIT_TYPEHASH"),
            word(owner),
            word(spender),
            word(value),
            word(token.number("nonces", owner)),
            word(NEVER));
    final Object[] vrs =
        signed(Keccak256.hash(Bytes.of(0x19, 0x01), token.hash("DOMAIN_SEPARATOR"), content));
    return token.data("permit", owner, spender, value, NEVER, vrs[0], vrs[1], vrs[2]);
  }

  private Bytes daiPermit(final Contract token, final Address holder, final Address spender) {
    final Object[] vrs =
        signed(
            Keccak256.hash(
                word(holder),
                word(spender),
                word(BigInteger.ZERO),
                word(NEVER),
                word(BigInteger.ONE)));
    return token.data(
        "permit", holder, spender, BigInteger.ZERO, NEVER, true, vrs[0], vrs[1], vrs[2]);
  }

  private void refused(final String error, final Contract token, final Bytes permit) {
    bridge.refuses(error, net.alice, "bridgeAsset", 1, TO, AMOUNT, token, false, permit);
  }

  private Anvil.Receipt deposit(final Contract token, final Bytes permit) {
    return bridge.send(net.alice, "bridgeAsset", 1, TO, AMOUNT, token, false, permit);
  }

  @Test
  void eip2612() {
    final Contract token = token();
    final Bytes permit = permit(token, net.alice, bridge.address(), AMOUNT);
    assertThat(permit.slice(0, 4)).isEqualTo(Bytes.fromHexString("0xd505accf"));
    assertThat(Deposit.in(deposit(token, permit))).hasSize(1);
    assertThat(token.number("balanceOf", bridge)).isEqualTo(AMOUNT);
  }

  @Test
  void daiStyle() {
    final Contract token = Contract.deploy(net.anvil, "OddToken");
    token.send(net.bob, "mint", net.alice, AMOUNT);
    final Bytes permit = daiPermit(token, net.alice, bridge.address());
    assertThat(permit.slice(0, 4)).isEqualTo(Bytes.fromHexString("0x8fcbaf0c"));
    assertThat(Deposit.in(deposit(token, permit))).hasSize(1);
    assertThat(token.number("balanceOf", bridge)).isEqualTo(AMOUNT);
  }

  @Test
  void permitsOfOthersForOthersAndOfOtherAmountsAreRefused() {
    final Contract token = token();
    refused("NotValidOwner()", token, permit(token, net.bob, bridge.address(), AMOUNT));
    refused("NotValidSpender()", token, permit(token, net.alice, net.bob, AMOUNT));
    refused(
        "NotValidAmount()",
        token,
        permit(token, net.alice, bridge.address(), AMOUNT.add(BigInteger.ONE)));
    refused("NotValidSignature()", token, token.data("approve", bridge, AMOUNT));
    refused("", token, Bytes.of(1));
    final Contract dai = Contract.deploy(net.anvil, "OddToken");
    refused("NotValidOwner()", dai, daiPermit(dai, net.bob, bridge.address()));
    refused("NotValidSpender()", dai, daiPermit(dai, net.alice, net.bob));
  }

  /** Whoever sees the signature can use it first; that must not stop the deposit. */
  @Test
  void aPermitThatSomebodyElseHasUsedAlreadyDoesNotHinder() {
    final Contract token = token();
    final Bytes permit = permit(token, net.alice, bridge.address(), AMOUNT);
    net.anvil.send(net.bob, Optional.of(token.address()), BigInteger.ZERO, permit);
    assertThat(Deposit.in(deposit(token, permit))).hasSize(1);
  }

  @Test
  void withoutAGoodSignatureNothingMoves() {
    final Contract token = token();
    final Bytes permit = permit(token, net.alice, bridge.address(), AMOUNT);
    final byte[] wrong = permit.toArray();
    wrong[wrong.length - 1] ^= 1;
    refused("InsufficientAllowance(address,uint256,uint256)", token, Bytes.wrap(wrong));
  }

  @Test
  void aPermitIsOfOneUseAndOfItsTime() {
    final Contract token = token();
    final Bytes permit = permit(token, net.alice, bridge.address(), AMOUNT);
    final Optional<Address> to = Optional.of(token.address());
    net.anvil.send(net.bob, to, BigInteger.ZERO, permit);
    assertRefused(token, permit, "InvalidSignature()");
    final Object[] any = {
      net.alice, bridge, AMOUNT, BigInteger.ONE, 27, Bytes32.ZERO, Bytes32.ZERO
    };
    token.refuses("ExpiredPermit(uint256)", net.bob, "permit", any);
  }

  private void assertRefused(final Contract token, final Bytes call, final String error) {
    assertThatThrownBy(() -> net.anvil.simulate(net.bob, token.address(), BigInteger.ZERO, call))
        .isInstanceOfSatisfying(
            Anvil.Refused.class,
            refused -> assertThat(refused.data()).isEqualTo(Contract.selector(error)));
  }
}
