/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.BridgeCalls;

/** Deposits on an anvil, each block with as many, and the loop that reads their logs. */
final class ManyDeposits {
  /** Of one transaction, which has a block of its own. */
  static final int PER_BLOCK = 100;

  /** More than a transaction of so many needs. */
  private static final String GAS = "0xe4e1c0";

  /**
   * Calls the contract in the first word of the calldata as often as the second one says, with all
   * that follows; reverts when one call does.
   */
  private static final Bytes REPEAT =
      Bytes.fromHexString(
          "0x6027600a5f3960275ff3"
              + "604036038060405f376020355b5f5f835f5f5f355af115602357600190038060"
              + "0c57005b5f5ffd");

  private final JsonRpc anvil;
  private final Address bridge;

  ManyDeposits(final URI anvil, final Address bridge) {
    this.anvil = new JsonRpc(anvil);
    this.bridge = bridge;
  }

  /**
   * Mines blocks with so many deposits in all.
   *
   * @param count a multiple of {@link #PER_BLOCK}
   */
  void make(final int count) {
    try {
      final String from = anvil.call("eth_accounts").path(0).asText();
      final Address repeater =
          Address.fromHex(send(from, Optional.empty(), REPEAT).path("contractAddress").asText());
      final Bytes deposit = BridgeCalls.bridgeMessage(1, Address.fromHex(from), false, Bytes.EMPTY);
      for (int i = 0; i < count; i += PER_BLOCK) {
        send(
            from,
            Optional.of(repeater),
            Bytes.concatenate(
                Bytes32.leftPad(bridge.bytes()), UInt256.valueOf(PER_BLOCK), deposit));
      }
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException("anvil does not take deposits: " + e.getMessage(), e);
    }
  }

  private JsonNode send(final String from, final Optional<Address> to, final Bytes data)
      throws IOException, JsonRpc.RpcError {
    final Map<String, Object> transaction = new LinkedHashMap<>();
    transaction.put("from", from);
    to.ifPresent(address -> transaction.put("to", address.toString()));
    transaction.put("data", data.toHexString());
    transaction.put("gas", GAS);
    final JsonNode receipt = anvil.call("eth_sendTransactionSync", transaction);
    if (!receipt.path("status").asText().equals("0x1")) {
      throw new LauncherException("a transaction with deposits reverted: " + receipt);
    }
    return receipt;
  }

  /**
   * A bare loop of eth_getLogs.
   *
   * @param window blocks of each call
   * @return how many deposits it has read
   */
  long read(final long firstBlock, final long lastBlock, final int window) {
    long logs = 0;
    for (long from = firstBlock; from <= lastBlock; from += window) {
      logs += logs(from, Math.min(lastBlock, from + window - 1));
    }
    return logs;
  }

  private int logs(final long from, final long to) {
    return anvil
        .tryCall(
            "eth_getLogs",
            Map.of(
                "address",
                bridge.toString(),
                "topics",
                List.of(BridgeAbi.DEPOSIT.toHexString()),
                "fromBlock",
                "0x" + Long.toHexString(from),
                "toBlock",
                "0x" + Long.toHexString(to)))
        .orElseThrow(() -> new LauncherException("anvil does not answer eth_getLogs"))
        .size();
  }
}
