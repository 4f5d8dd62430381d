/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.NodeProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;

/**
 * A claim on L2 in a block that no L1 transaction carries, when the main node is killed.
 *
 * @param block number of its block
 * @param hash of that block
 */
record LostClaim(Devnet devnet, Address receiver, long block, String hash) {
  private static final BigInteger WEI = BigInteger.TWO;

  /** The sender was quicker than the kill so often: something else is wrong. */
  private static final int ATTEMPTS = 5;

  /** Each attempt has a receiver of its own. */
  private static final long FIRST_RECEIVER = 0xb21e200;

  /** Blocks of L1 that may have what the node had sent when it was killed. */
  private static final int BLOCKS_ON_THEIR_WAY = 2;

  /** Deposits until the claim's batch is not on L1 when the node is killed; it stays down. */
  static LostClaim inABlockThatL1DoesNotHave(final Devnet devnet, final BridgePerson person)
      throws IOException, RpcError {
    final NodeProcess node = devnet.mainNode();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      final LostClaim claim = claimed(devnet, person, attempt);
      final long batch =
          Facts.quantity(node.rpc(), "zkevm_batchNumberByBlockNumber", Facts.hex(claim.block()));
      node.killHard();
      final long head = Facts.head(devnet.l1().rpc());
      DevnetScenarios.eventually()
          .until(() -> Facts.head(devnet.l1().rpc()) >= head + BLOCKS_ON_THEIR_WAY);
      if (devnet.l1().lastBatchSequenced() < batch) {
        return claim;
      }
      node.start();
      node.awaitReady();
    }
    throw new AssertionError("the claim's batch was on L1 each time, %d times".formatted(ATTEMPTS));
  }

  private static LostClaim claimed(
      final Devnet devnet, final BridgePerson person, final int attempt)
      throws IOException, RpcError {
    final JsonRpc main = devnet.mainNode().rpc();
    final Address receiver = Address.fromHex("0x%040x".formatted(FIRST_RECEIVER + attempt));
    long block = Facts.head(main);
    person.deposits(receiver, WEI);
    DevnetScenarios.eventually().until(() -> Facts.balance(main, receiver).equals(WEI.toString()));
    while (!has(main, receiver, block)) {
      block++;
    }
    return new LostClaim(devnet, receiver, block, Facts.blockHash(main, block));
  }

  private static boolean has(final JsonRpc node, final Address receiver, final long block)
      throws IOException, RpcError {
    final JsonNode balance = node.call("eth_getBalance", receiver.toString(), Facts.hex(block));
    return !balance.asText().equals("0x0");
  }

  /** Made again, on both nodes. */
  void isInAnotherBlock() {
    final JsonRpc main = devnet.mainNode().rpc();
    assertThat(Facts.blockHash(main, block)).isNotEqualTo(hash);
    for (final JsonRpc node : new JsonRpc[] {main, devnet.externalNodes().getFirst().rpc()}) {
      DevnetScenarios.eventually()
          .until(() -> Facts.balance(node, receiver).equals(WEI.toString()));
    }
  }
}
