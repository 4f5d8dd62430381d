/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Keccak256;

/**
 * How long a deposit on L1 had to wait until L2 had a proof of an exit root with it.
 *
 * @param confirmed the L1 block that gave the deposit's block the confirmations that a devnet's
 *     sequencer asks for
 * @param before the newest L2 block when the sequencer's node had that one
 * @param proven the L2 block from which on it can be claimed
 */
record ProofDelay(long confirmed, long before, long proven) {
  private static final long CONFIRMATIONS = 2;

  private static final String PROVEN =
      Keccak256.hash(
              Bytes.wrap(
                  "GlobalExitRootProven(bytes32,uint32,uint64)"
                      .getBytes(StandardCharsets.US_ASCII)))
          .toHexString();

  /**
   * @param sights of the main node, which has the sequencer
   * @param count of a deposit on L1 that was claimed
   */
  static ProofDelay of(final Devnet devnet, final L1Sights sights, final long count)
      throws IOException, RpcError {
    final JsonRpc main = devnet.mainNode().rpc();
    final JsonRpc l1 = devnet.l1().rpc();
    final long block =
        main.call("bridge_getBridge", 0, count).path("deposit").path("block_num").asLong();
    final long confirmed = block + CONFIRMATIONS;
    return new ProofDelay(
        confirmed, sights.headAt(confirmed), firstProof(main, timestamp(l1, block)));
  }

  /** L2 blocks that it took. */
  long blocks() {
    return proven - before;
  }

  /** Block of the first proof of a leaf of the L1 info tree that is not older than that. */
  private static long firstProof(final JsonRpc main, final long l1Timestamp)
      throws IOException, RpcError {
    final JsonNode logs =
        main.call(
            "eth_getLogs",
            Map.of(
                "fromBlock",
                "0x0",
                "toBlock",
                "latest",
                "address",
                GenesisContracts.EXIT_ROOT_MANAGER.toString(),
                "topics",
                List.of(PROVEN)));
    for (final JsonNode log : logs) {
      final Bytes data = Bytes.fromHexString(log.path("data").asText());
      if (data.slice(32, 32).trimLeadingZeros().toLong() >= l1Timestamp) {
        return Long.decode(log.path("blockNumber").asText());
      }
    }
    throw new AssertionError("no proof of what L1 had at %d: %s".formatted(l1Timestamp, logs));
  }

  private static long timestamp(final JsonRpc chain, final long block) {
    return Long.decode(Facts.block(chain, block).orElseThrow().path("timestamp").asText());
  }
}
