/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.BridgeCalls;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitProof;
import org.zknode.rollup.bridge.GlobalIndex;
import org.zknode.rollup.engine.ChainReader;

/** One bridge: two chains with a contract each, and the rollup's main node, which is asked. */
final class Bridge {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final Account lower;
  private final Account upper;
  private final Address below;
  private final Address onRollup;

  /**
   * @param json of devnet.json, or its part l3
   */
  Bridge(final JsonNode json, final Account lower, final Account upper) {
    this.lower = lower;
    this.upper = upper;
    this.below = Address.fromHex(json.path("l1Bridge").asText());
    this.onRollup = Address.fromHex(json.path("l2Bridge").asText());
  }

  Address below() {
    return below;
  }

  Address onRollup() {
    return onRollup;
  }

  /**
   * Follows the message that a transaction sent until it is claimed on the other side.
   *
   * @param network from which it comes
   * @param receipt of the transaction
   * @param sponsor how long somebody else may take to claim it, once it can be
   * @return receipt of the claim
   */
  JsonNode follow(final long network, final JsonNode receipt, final Duration sponsor)
      throws Exception {
    final Account from = network == 0 ? lower : upper;
    final Account to = network == 0 ? upper : lower;
    final long count = depositCount(receipt, network == 0 ? below : onRollup);
    Escrow.say("message %d of %s waits for its claim on %s ...", count, from.name(), to.name());
    final long deadline = System.nanoTime() + TIMEOUT.toNanos();
    long mine = Long.MAX_VALUE;
    while (System.nanoTime() < deadline) {
      final Optional<JsonNode> found =
          upper.rpc().tryCall("bridge_getBridge", network, count).map(a -> a.path("deposit"));
      final String claim = found.map(d -> d.path("claim_tx_hash").asText("")).orElse("");
      if (!claim.isEmpty()) {
        Escrow.say("  claimed on %s by its bridge node, transaction %s", to.name(), claim);
        return to.rpc().call("eth_getTransactionReceipt", claim);
      }
      if (found.filter(deposit -> deposit.path("ready_for_claim").asBoolean()).isPresent()) {
        mine = Math.min(mine, System.nanoTime() + sponsor.toNanos());
        if (System.nanoTime() >= mine) {
          final JsonNode own = claim(found.get(), network, count, to);
          Escrow.say(
              "  claimed on %s by this script, transaction %s",
              to.name(), own.path("transactionHash").asText());
          return own;
        }
      }
      Thread.sleep(500);
    }
    throw new IllegalStateException(
        ("message %d of %s is not claimed after %s; later: zknode bridge claim --network %d"
                + " --deposit %d")
            .formatted(count, from.name(), TIMEOUT, network, count));
  }

  private JsonNode claim(
      final JsonNode deposit, final long network, final long count, final Account to)
      throws Exception {
    final JsonNode proof =
        upper.rpc().call("bridge_getProof", network, count).path("proof");
    final ExitLeaf leaf =
        new ExitLeaf(
            ExitLeaf.LeafType.of(deposit.path("leaf_type").asInt()),
            deposit.path("orig_net").asLong(),
            Address.fromHex(deposit.path("orig_addr").asText()),
            deposit.path("dest_net").asLong(),
            Address.fromHex(deposit.path("dest_addr").asText()),
            new BigInteger(deposit.path("amount").asText()),
            Bytes.fromHexString(deposit.path("metadata").asText("0x")));
    final Bytes data =
        BridgeCalls.claim(
            leaf,
            GlobalIndex.of(network, count),
            new ExitProof(
                hashes(proof.path("merkle_proof")),
                hashes(proof.path("rollup_merkle_proof")),
                Bytes32.fromHexString(proof.path("main_exit_root").asText()),
                Bytes32.fromHexString(proof.path("rollup_exit_root").asText()),
                0));
    return to.send(
        Optional.of(network == 0 ? onRollup : below), BigInteger.ZERO, data);
  }

  private static List<Bytes32> hashes(final JsonNode json) {
    final List<Bytes32> hashes = new ArrayList<>();
    json.forEach(hash -> hashes.add(Bytes32.fromHexString(hash.asText())));
    return hashes;
  }

  /** Number of the message that the transaction gave to that contract. */
  private static long depositCount(final JsonNode receipt, final Address bridge) {
    for (final JsonNode log : receipt.path("logs")) {
      final List<Bytes32> topics = hashes(log.path("topics"));
      final ChainReader.Log entry =
          new ChainReader.Log(
              Address.fromHex(log.path("address").asText()),
              topics,
              Bytes.fromHexString(log.path("data").asText()));
      final long count = BridgeAbi.depositCount(entry).orElse(-1);
      if (entry.address().equals(bridge) && count >= 0) {
        return count;
      }
    }
    throw new IllegalStateException("the transaction sent no message over " + bridge);
  }
}
