/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.zknode.eth.Address;

/** A rollup where a token of L1 pays for gas, and ether is a token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GasTokenBridgeTest {
  private static final BigInteger AMOUNT = BigInteger.valueOf(1000);
  private static final BigInteger HALF = BigInteger.valueOf(500);
  private static final Address TO = Address.fromHex("0x00000000000000000000000000000000000000aa");
  static final Bytes METADATA =
      Bytes.wrap(
          TupleType.parse("(string,string,uint8)")
              .encode(Tuple.of("Gas Token", "GAS", 18))
              .array());

  private TwoNetworks net;
  private Contract gasToken;
  private Contract weth;

  @BeforeAll
  void start() {
    final Anvil anvil = new Anvil();
    gasToken = Contract.deploy(anvil, "WrappedToken", "Gas Token", "GAS", 18);
    net = new TwoNetworks(anvil, gasToken.address(), METADATA);
    gasToken.send(net.deployer, "mint", net.alice, AMOUNT);
    gasToken.send(net.alice, "approve", net.l1Bridge, AMOUNT);
    weth = Contract.at(anvil, "WrappedToken", net.l2Bridge.addressOf("WETHToken"));
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

  private Claim newestOnL2() {
    net.l1ExitRootReachesL2();
    return net.fromL1(net.deposits(net.l1Bridge).size() - 1);
  }

  private void etherToL2() {
    net.l1Bridge.sendValue(
        net.alice, AMOUNT, "bridgeAsset", 1, net.alice, AMOUNT, Address.ZERO, true, Bytes.EMPTY);
    newestOnL2().at(net.l2Bridge, net.bob);
  }

  @Test
  void theGasTokenGoesThereAsNativeAndComesBackAsToken() {
    net.l1Bridge.send(net.alice, "bridgeAsset", 1, TO, AMOUNT, gasToken, true, Bytes.EMPTY);
    assertThat(net.deposits(net.l1Bridge).getFirst().metadata()).isEqualTo(METADATA);
    newestOnL2().at(net.l2Bridge, net.bob);
    assertThat(net.anvil.balance(TO)).isEqualTo(AMOUNT);
    assertThat(net.anvil.balance(net.l2Bridge.address()))
        .isEqualTo(GenesisContracts.BRIDGE_BALANCE.subtract(AMOUNT));

    net.l2Bridge.sendValue(
        net.alice, HALF, "bridgeAsset", 0, TO, HALF, Address.ZERO, true, Bytes.EMPTY);
    assertThat(net.deposits(net.l2Bridge))
        .containsExactly(new Deposit(0, 0, gasToken.address(), 0, TO, HALF, METADATA, 0));
    net.l2ExitRootReachesL1();
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(gasToken.number("balanceOf", TO)).isEqualTo(HALF);
    assertThat(gasToken.number("balanceOf", net.l1Bridge)).isEqualTo(HALF);
  }

  @Test
  void etherIsATokenThereAndComesBackAsEther() {
    assertThat(weth.<String>read("symbol")).isEqualTo("WETH");
    if (net.code.isOurs(TwoNetworks.L2)) {
      assertThat(weth.address()).isEqualTo(GenesisContracts.wrappedEther(net.l2Bridge.address()));
    }
    etherToL2();
    assertThat(weth.number("balanceOf", net.alice)).isEqualTo(AMOUNT);

    net.l2Bridge.send(net.alice, "bridgeAsset", 0, TO, HALF, weth, true, Bytes.EMPTY);
    assertThat(weth.number("totalSupply")).isEqualTo(HALF);
    assertThat(net.deposits(net.l2Bridge))
        .containsExactly(new Deposit(0, 0, Address.ZERO, 0, TO, HALF, Bytes.EMPTY, 0));
    net.l2ExitRootReachesL1();
    net.fromL2(0).at(net.l1Bridge, net.bob);
    assertThat(net.anvil.balance(TO)).isEqualTo(HALF);
  }

  @Test
  void messagesBringEtherAsAToken() {
    final Contract receiver = Contract.deploy(net.anvil, "Receiver");
    net.l1Bridge.sendValue(net.alice, AMOUNT, "bridgeMessage", 1, receiver, true, Bytes.of(1));
    newestOnL2().at(net.l2Bridge, net.bob);
    assertThat(receiver.number("messages")).isEqualTo(1);
    assertThat(receiver.number("value")).isZero();
    assertThat(weth.number("balanceOf", receiver)).isEqualTo(AMOUNT);

    etherToL2();
    net.l2Bridge.refusesValue(
        "NoValueInMessagesOnGasTokenNetworks()",
        net.alice,
        BigInteger.ONE,
        "bridgeMessage",
        0,
        TO,
        true,
        Bytes.EMPTY);
    net.l2Bridge.refuses(
        "DestinationNetworkInvalid()",
        net.alice,
        "bridgeMessageWETH",
        1,
        TO,
        HALF,
        true,
        Bytes.EMPTY);
    net.l2Bridge.send(net.alice, "bridgeMessage", 0, TO, false, Bytes.of(2));
    net.l2Bridge.send(net.alice, "bridgeMessageWETH", 0, TO, HALF, true, Bytes.of(3));
    net.l2ExitRootReachesL1();
    net.fromL2(1).at(net.l1Bridge, net.bob);
    assertThat(net.anvil.balance(TO)).isEqualTo(HALF);
    assertThat(weth.number("balanceOf", net.alice)).isEqualTo(HALF);
  }
}
