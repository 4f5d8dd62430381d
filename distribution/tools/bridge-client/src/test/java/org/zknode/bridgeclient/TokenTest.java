/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;

/** How a token's owner lets the bridge take it. */
class TokenTest {
  private static final Address TOKEN = Address.fromHex("0x" + "70".repeat(20));
  private static final Address BRIDGE = Address.fromHex("0x" + "b0".repeat(20));
  private static final PrivateKey OWNER = PrivateKey.fromHex("01".repeat(32));

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Progress progress =
      new Progress(new PrintStream(printed, true, StandardCharsets.UTF_8), 1);
  private final List<BigInteger> approved = new CopyOnWriteArrayList<>();
  private CannedChain server;
  private Chain chain;
  private Token token;
  private Wallet wallet;

  /** What the bridge may take. */
  private BigInteger allowance = BigInteger.ZERO;

  /** It takes no allowance in the place of one that is not zero. */
  private boolean wantsZeroFirst;

  private boolean refusesAll;

  @BeforeEach
  void start() throws IOException {
    server = new CannedChain(new ObjectMapper());
    server.answers("eth_chainId", params -> "0x1");
    server.answers("eth_gasPrice", params -> "0x1");
    server.answers("eth_getBalance", params -> "0xde0b6b3a7640000");
    server.answers("eth_getBlockByNumber", params -> Map.of("baseFeePerGas", "0x7"));
    server.answers(
        "eth_getTransactionCount", params -> "0x" + Integer.toHexString(approved.size()));
    server.answers("eth_call", params -> UInt256.valueOf(allowance).toHexString());
    server.answers("eth_estimateGas", params -> estimate(((Map<?, ?>) params.get(0)).get("data")));
    server.answers("eth_sendRawTransaction", params -> send((String) params.get(0)));
    server.answers(
        "eth_getTransactionReceipt",
        params -> Map.of("status", "0x1", "blockNumber", "0x5", "logs", List.of()));
    chain = new Chain("L1", server.url());
    token = new Token(chain, TOKEN);
    wallet =
        new Wallet(OWNER, new Patience(Duration.ofSeconds(30), Duration.ofMillis(10)), progress);
  }

  @AfterEach
  void stop() {
    chain.close();
    server.close();
  }

  private static BigInteger amount(final Bytes approve) {
    return approve.slice(4 + 32, 32).toUnsignedBigInteger();
  }

  private Object estimate(final Object data) {
    final BigInteger amount = amount(Bytes.fromHexString((String) data));
    final boolean reverts = wantsZeroFirst && allowance.signum() > 0 && amount.signum() > 0;
    return refusesAll || reverts ? new CannedChain.Revert("0x") : "0xc350";
  }

  private Object send(final String raw) {
    final SignedTransaction transaction = SignedTransaction.decode(Bytes.fromHexString(raw));
    allowance = amount(transaction.data());
    approved.add(allowance);
    return transaction.hash().toHexString();
  }

  private void allow(final long amount) {
    token.allow(wallet, BRIDGE, BigInteger.valueOf(amount), progress);
  }

  private void left(final long amount) {
    allowance = BigInteger.valueOf(amount);
  }

  @Test
  void whatIsAllowedAlreadyCostsNothing() {
    left(7);
    allow(7);
    assertThat(approved).isEmpty();
  }

  @Test
  void aUsualTokenTakesAnotherAmountAtOnce() {
    left(3);
    allow(7);
    assertThat(approved).containsExactly(BigInteger.valueOf(7));
  }

  /** As after a deposit that was interrupted. */
  @Test
  void whatIsLeftIsTakenBackWhereTheTokenWantsThat() {
    wantsZeroFirst = true;
    left(3);
    allow(7);
    assertThat(approved).containsExactly(BigInteger.ZERO, BigInteger.valueOf(7));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("the bridge may still take 3 of it from earlier");
  }

  @Test
  void aTokenThatRefusesAllTheSameIsNamed() {
    refusesAll = true;
    for (final long left : List.of(0L, 3L)) {
      left(left);
      assertThatThrownBy(() -> allow(7))
          .isInstanceOf(BridgeClientException.class)
          .hasMessageStartingWith("token " + TOKEN + " does not let the bridge take it: ");
    }
    assertThat(approved).isEmpty();
  }
}
