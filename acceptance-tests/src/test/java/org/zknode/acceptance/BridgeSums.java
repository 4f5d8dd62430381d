/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.bridge.GenesisContracts;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.GlobalIndex;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

/**
 * What L1's bridge holds next to what exists on L2 and what is on its way, by the balances of both
 * chains at the last verified batch: of ether, and of each token that was deposited.
 *
 * @param description devnet.json
 */
record BridgeSums(Devnet devnet, JsonNode description) {
  private static final Bytes BALANCE_OF = Bytes.fromHexString("0x70a08231");
  private static final Bytes TOTAL_SUPPLY = Bytes.fromHexString("0x18160ddd");
  private static final long ROLLUP = 1;

  /**
   * A leaf of an exit tree, and what of it is of one currency.
   *
   * @param token zero for ether
   */
  private record Moved(Address token, BigInteger amount) {}

  /**
   * One side up to a block.
   *
   * @param made in the order of the exit tree
   * @param claimed leaves of the other side's exit tree
   */
  private record Side(List<Moved> made, Set<Long> claimed) {
    BigInteger onItsWay(final Side other, final Address token) {
      return IntStream.range(0, made.size())
          .filter(leaf -> !other.claimed().contains((long) leaf))
          .mapToObj(made::get)
          .filter(moved -> moved.token().equals(token))
          .map(Moved::amount)
          .reduce(BigInteger.ZERO, BigInteger::add);
    }
  }

  /** A chain at the end of a block of it. */
  private record At(JsonRpc chain, Address bridge, String block) {
    Side side() throws IOException, RpcError {
      final List<Moved> made = new ArrayList<>();
      for (final JsonNode log : logs(BridgeAbi.DEPOSIT)) {
        made.add(moved(Bytes.fromHexString(log.path("data").asText())));
      }
      final Set<Long> claimed = new HashSet<>();
      for (final JsonNode log : logs(BridgeAbi.CLAIM)) {
        claimed.add(
            GlobalIndex.decode(word(Bytes.fromHexString(log.path("data").asText()), 0))
                .leafIndex());
      }
      return new Side(made, claimed);
    }

    /** A message moves ether, whatever its origin. */
    private static Moved moved(final Bytes leaf) {
      final boolean message = word(leaf, 0).signum() != 0;
      assertThat(message || word(leaf, 1).signum() == 0).as("a token of L2").isTrue();
      return new Moved(
          message ? Address.ZERO : new Address(leaf.slice(2 * 32 + 12, Address.SIZE)),
          word(leaf, 5));
    }

    private JsonNode logs(final Bytes32 topic) throws IOException, RpcError {
      return chain.call(
          "eth_getLogs",
          Map.of(
              "address",
              bridge.toString(),
              "topics",
              List.of(topic.toHexString()),
              "fromBlock",
              "earliest",
              "toBlock",
              block));
    }

    BigInteger ether() throws IOException, RpcError {
      return new BigInteger(
          chain.call("eth_getBalance", bridge.toString(), block).asText().substring(2), 16);
    }

    /** Zero where there is no contract (yet). */
    BigInteger read(final Address contract, final Bytes data) throws IOException, RpcError {
      return call(contract, data).toUnsignedBigInteger();
    }

    Bytes call(final Address contract, final Bytes data) throws IOException, RpcError {
      return Bytes.fromHexString(
          chain
              .call(
                  "eth_call", Map.of("to", contract.toString(), "data", data.toHexString()), block)
              .asText());
    }
  }

  private static BigInteger word(final Bytes data, final int index) {
    return data.slice(index * 32, 32).toUnsignedBigInteger();
  }

  /** Now, while both chains go on. */
  void look() throws IOException, RpcError {
    final JsonRpc main = devnet.mainNode().rpc();
    final At l1 =
        new At(
            devnet.l1().rpc(),
            Address.fromHex(description.path("l1Bridge").asText()),
            devnet.l1().rpc().call("eth_blockNumber").asText());
    final At l2 = new At(main, GenesisContracts.BRIDGE, lastBlockOf(main, verified(l1)));
    final Side here = l1.side();
    final Side there = l2.side();
    for (final Address token : currencies(here, there)) {
      assertThat(held(l1, token))
          .as("held by L1's bridge of %s at block %s, L2's is %s", token, l1.block(), l2.block())
          .isEqualTo(
              existing(l2, token)
                  .add(here.onItsWay(there, token))
                  .add(there.onItsWay(here, token)));
    }
  }

  private static Set<Address> currencies(final Side here, final Side there) {
    return Stream.concat(here.made().stream(), there.made().stream())
        .map(Moved::token)
        .collect(Collectors.toSet());
  }

  private long verified(final At l1) throws IOException, RpcError {
    return ElderberryAbi.decodeRollupData(
            l1.call(
                Address.fromHex(description.path("rollupManager").asText()),
                ElderberryAbi.rollupData(ROLLUP)))
        .lastVerifiedBatch();
  }

  private static String lastBlockOf(final JsonRpc node, final long batch)
      throws IOException, RpcError {
    final JsonNode blocks =
        node.call("zkevm_getBatchByNumber", Facts.hex(batch), false).path("blocks");
    return node.call("eth_getBlockByHash", blocks.path(blocks.size() - 1).asText(), false)
        .path("number")
        .asText();
  }

  private static BigInteger held(final At l1, final Address token) throws IOException, RpcError {
    return token.equals(Address.ZERO)
        ? l1.ether()
        : l1.read(token, Bytes.concatenate(BALANCE_OF, Bytes32.leftPad(l1.bridge().bytes())));
  }

  /** Of ether what L2's bridge has given away of what it had in block 0. */
  private static BigInteger existing(final At l2, final Address token)
      throws IOException, RpcError {
    if (token.equals(Address.ZERO)) {
      return new At(l2.chain(), l2.bridge(), "0x0").ether().subtract(l2.ether());
    }
    final String wrapped =
        l2.chain()
            .call("bridge_getTokenWrapped", token.toString(), 0)
            .path("tokenwrapped")
            .path("wrapped_token_addr")
            .asText();
    return l2.read(Address.fromHex(wrapped), TOTAL_SUPPLY);
  }
}
