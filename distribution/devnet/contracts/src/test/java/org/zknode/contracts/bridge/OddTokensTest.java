/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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

/** Deposits of tokens that do not do what tokens do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddTokensTest {
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

  private Contract oddToken() {
    final Contract token = Contract.deploy(net.anvil, "OddToken");
    token.send(net.alice, "mint", net.alice, AMOUNT);
    token.send(net.alice, "approve", bridge, AMOUNT);
    return token;
  }

  private Anvil.Receipt deposit(final Contract token, final Bytes permit) {
    return bridge.send(net.alice, "bridgeAsset", 1, TO, AMOUNT, token, false, permit);
  }

  @Test
  void ofATokenThatKeepsAFeeWhatArrivesCounts() {
    final Contract token = oddToken();
    token.send(net.alice, "setMoves", words("(bool)", true), 10);
    final Deposit deposit = Deposit.in(deposit(token, Bytes.EMPTY)).getFirst();
    assertThat(deposit.amount()).isEqualTo(900);
    assertThat(token.number("balanceOf", bridge)).isEqualTo(900);
  }

  @Test
  void aTokenMayAnswerNothingAndMayNotAnswerFalse() {
    final Contract token = oddToken();
    token.send(net.alice, "setMoves", words("(bool)", false), 0);
    bridge.refuses(
        net.code.words(
            TwoNetworks.L1,
            "TokenTransferFailed(address)",
            "SafeERC20: ERC20 operation did not succeed"),
        net.alice,
        "bridgeAsset",
        1,
        TO,
        AMOUNT,
        token,
        false,
        Bytes.EMPTY);
    token.send(net.alice, "setMoves", Bytes.EMPTY, 0);
    assertThat(Deposit.in(deposit(token, Bytes.EMPTY)).getFirst().amount()).isEqualTo(AMOUNT);
    bridge.refuses("", net.alice, "bridgeAsset", 1, TO, AMOUNT, net.bob, false, Bytes.EMPTY);
  }

  @Test
  void metadataOfOddTokensIsRead() {
    final Contract token = Contract.deploy(net.anvil, "OddToken");
    assertThat(metadataOf(token)).isEqualTo(metadata("NO_NAME", "NO_SYMBOL", 18));
    token.send(
        net.alice,
        "setMetadata",
        Bytes32.rightPad(text("Maker")),
        Bytes32.ZERO,
        words("(uint256)", BigInteger.valueOf(9)));
    assertThat(metadataOf(token)).isEqualTo(metadata("Maker", "NOT_VALID_ENCODING", 9));
    final Bytes full = text("a name with all of 32 bytes used");
    token.send(
        net.alice,
        "setMetadata",
        full,
        Bytes.of(1, 2, 3),
        // The original contracts refuse what is no uint8.
        words("(uint256)", BigInteger.valueOf(net.code.isOurs(TwoNetworks.L1) ? 256 : 18)));
    assertThat(metadataOf(token))
        .isEqualTo(metadata("a name with all of 32 bytes used", "NOT_VALID_ENCODING", 18));
    if (net.code.isOurs(TwoNetworks.L1)) {
      textsThatEndNowhere(token);
    }
    token.send(
        net.alice,
        "setMetadata",
        words("(string)", ""),
        words("(string)", "a symbol that is longer than a word is"),
        words("(uint256)", BigInteger.valueOf(255)));
    assertThat(metadataOf(token))
        .isEqualTo(metadata("", "a symbol that is longer than a word is", 255));
  }

  /** A token with such texts cannot be deposited with the original contracts. */
  private void textsThatEndNowhere(final Contract token) {
    final BigInteger far = BigInteger.ONE.shiftLeft(255);
    token.send(
        net.alice,
        "setMetadata",
        words("(uint256,uint256)", far, BigInteger.ONE),
        words("(uint256,uint256)", BigInteger.valueOf(32), far),
        Bytes.of(9));
    assertThat(metadataOf(token))
        .isEqualTo(metadata("NOT_VALID_ENCODING", "NOT_VALID_ENCODING", 18));
  }

  private Bytes metadataOf(final Contract token) {
    return Bytes.wrap(bridge.<byte[]>read("getTokenMetadata", token));
  }

  private static Bytes text(final String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Its hook deposits again while the first deposit is being measured. */
  @Test
  void aTokenThatDepositsWhileItMovesIsRefused() {
    final Contract token = oddToken();
    token.send(net.alice, "mint", token, AMOUNT);
    token.send(net.alice, "run", token, 0, token.data("approve", bridge, AMOUNT));
    token.send(
        net.alice,
        "setHook",
        bridge,
        bridge.data("bridgeAsset", 1, TO, AMOUNT, token, false, Bytes.EMPTY));
    final Anvil.Receipt receipt = deposit(token, Bytes.EMPTY);
    assertThat(token.<Boolean>read("called")).isTrue();
    assertThat(token.<Boolean>read("succeeded")).isFalse();
    final Bytes answer = Bytes.wrap(token.<byte[]>read("answer"));
    assertThat(answer.slice(0, 4))
        .as("%s", answer)
        .isEqualTo(
            Contract.selector(net.code.words(TwoNetworks.L1, "Reentered()", "Error(string)")));
    assertThat(Deposit.in(receipt)).singleElement().extracting(Deposit::amount).isEqualTo(AMOUNT);
    // The lock is of one call.
    token.send(net.alice, "mint", net.alice, AMOUNT);
    token.send(net.alice, "approve", bridge, AMOUNT);
    assertThat(Deposit.in(deposit(token, Bytes.EMPTY))).hasSize(1);
  }

  /** A message moves no token: what it leaves is its own leaf, before that of the deposit. */
  @Test
  void aTokenThatSendsAMessageWhileItMovesKeepsTheTreeInOrder() {
    final Contract token = oddToken();
    token.send(
        net.alice, "setHook", bridge, bridge.data("bridgeMessage", 1, TO, true, Bytes.EMPTY));
    final List<Deposit> deposits = Deposit.in(deposit(token, Bytes.EMPTY));
    assertThat(deposits).extracting(Deposit::leafType).containsExactly(1, 0);
    assertThat(deposits).extracting(Deposit::depositCount).containsExactly(0L, 1L);
    assertThat(bridge.hash("getRoot"))
        .isEqualTo(L1InfoTree.of(deposits.stream().map(Deposit::leaf).toList()).root());
  }
}
