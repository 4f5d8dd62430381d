/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;

/**
 * A deposit on L1 that was claimed on L2 when a reorg took it back: the claim goes with it, and
 * both come again when the same is deposited again.
 */
record LostDeposit(Devnet devnet, BridgePerson person, Address receiver, long count) {
  private static final BigInteger WEI = BigInteger.valueOf(1234);

  /** Deposits for that account, and waits until it has the ether on L2. */
  static LostDeposit claimed(final Devnet devnet, final BridgePerson person, final Address receiver)
      throws IOException, RpcError {
    person.deposits(receiver, WEI);
    final JsonRpc main = devnet.mainNode().rpc();
    has(main, receiver, WEI);
    final JsonNode deposits = main.call("bridge_getBridges", receiver.toString()).path("deposits");
    assertThat(deposits).hasSize(1);
    return new LostDeposit(devnet, person, receiver, deposits.path(0).path("deposit_cnt").asLong());
  }

  private static void has(final JsonRpc node, final Address account, final BigInteger wei) {
    DevnetScenarios.eventually()
        .untilAsserted(() -> assertThat(Facts.balance(node, account)).isEqualTo(wei.toString()));
  }

  /** After the reorg: neither L2 nor the index has it, and who asks for it is told. */
  void isGone() throws IOException, RpcError {
    final JsonRpc main = devnet.mainNode().rpc();
    has(main, receiver, BigInteger.ZERO);
    DevnetScenarios.eventually()
        .untilAsserted(
            () -> {
              for (final String question : List.of("bridge_getBridges", "bridge_getClaims")) {
                final JsonNode answer = main.call(question, receiver.toString());
                assertThat(answer.path("total_cnt").asText()).as(question).isEqualTo("0");
              }
            });
    final BridgePerson.Printed refused = person.tries("claim", "--network=0", "--deposit=" + count);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("zknode: ")
        .contains("network 0 has no deposit " + count, "ask again in 15 seconds");
  }

  /** Deposits the same again; the transaction is another one when the reorg took more of hers. */
  void comesAgain() throws IOException, RpcError {
    person.deposits(receiver, WEI);
    has(devnet.mainNode().rpc(), receiver, WEI);
    has(devnet.externalNodes().getFirst().rpc(), receiver, WEI);
  }
}
