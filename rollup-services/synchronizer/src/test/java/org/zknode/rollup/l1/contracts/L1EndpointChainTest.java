/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.l1.contracts.Spoilers.on;
import static org.zknode.rollup.l1.contracts.Spoilers.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1ConfigurationException;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.synchronizer.L1Synchronizer;

/** Endpoints whose chain is pruned, forked, not there yet, without a safe block or another one. */
class L1EndpointChainTest extends L1FaultsFixture {
  /** An eth_call at old blocks fails, as where their state is pruned. */
  private static Spoiler prunedState(final Spoiler more) {
    return (method, params, honest) ->
        method.equals("eth_call") && !params.get(1).asText().equals("latest")
            ? Answer.error(-32000, "missing trie node 0xabc (path ) state 0xdef is not available")
            : more.spoil(method, params, honest);
  }

  @Test
  void anEndpointWithoutOldLogsAndOldStateIsFoundAtTheHeadAndAllIsReadAgain() {
    history();
    final long old = l1.head(BlockTag.LATEST).number() - 1;
    final Spoiler noOldLogs =
        (method, params, honest) ->
            method.equals("eth_getLogs")
                    && Long.decode(params.get(0).get("fromBlock").asText()) < old
                ? Answer.result("[]")
                : honest;
    try (L1RpcServer pruned = new L1RpcServer(l1, prunedState(noOldLogs));
        L1RpcServer archive = new L1RpcServer(l1);
        JsonRpcL1Client alone = client(BlockTag.LATEST, pruned);
        JsonRpcL1Client both = client(BlockTag.LATEST, pruned, archive)) {
      final L1Synchronizer lonely = synchronizer(alone, BlockTag.LATEST, 3);
      assertThat(run(lonely)).as("it never believes to be at the head").isFalse();
      assertThat(complaints.getLast()).contains(pruned.name());
      assertThat(content(store).virtual()).isEmpty();
      assertThat(run(synchronizer(both, BlockTag.LATEST, 3))).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void theBlockToStartFromIsNotOneEndpointsOnly() {
    history();
    final AtomicInteger calls = new AtomicInteger();
    final Spoiler fork =
        (method, params, honest) ->
            method.equals("eth_getBlockByNumber")
                    && params.get(0).asText().equals("0x0")
                    && calls.incrementAndGet() <= 3
                ? results(
                        method,
                        node ->
                            ((ObjectNode) node).put("hash", Bytes32.repeat((byte) 9).toString()))
                    .spoil(method, params, honest)
                : honest;
    try (L1RpcServer forked = new L1RpcServer(l1, fork);
        L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, forked, good)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining(forked.name())
          .hasMessageContaining("is another one than at another endpoint");
      assertThat(store.<Optional<L1BlockRef>>read(tx -> tx.l1Blocks().last())).isEmpty();
      assertThat(run(synchronizer)).as("%s", complaints).isTrue();
      assertComplete();
    }
  }

  @Test
  void anEndpointThatIsSyncingIsWaitedFor() {
    history();
    try (L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client before = client(BlockTag.LATEST, good)) {
      assertThat(run(synchronizer(before, BlockTag.LATEST, 100))).isTrue();
    }
    final AtomicInteger calls = new AtomicInteger();
    try (L1RpcServer syncing =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    method.startsWith("eth_getBlock") && calls.incrementAndGet() < 200
                        ? Answer.result("null")
                        : honest);
        JsonRpcL1Client client = client(BlockTag.LATEST, syncing)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).isTrue();
      assertThat(complaints)
          .isNotEmpty()
          .allSatisfy(text -> assertThat(text).contains(syncing.name(), "still syncing"));
      assertComplete();
    }
  }

  @ParameterizedTest
  @MethodSource("noSafeBlock")
  void anL1WithoutASafeBlockIsSaidWithTheOptionThatHelps(final Answer answer) {
    history();
    try (L1RpcServer server =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    method.equals("eth_getBlockByNumber") && params.get(0).asText().equals("safe")
                        ? answer
                        : honest);
        JsonRpcL1Client client = client(BlockTag.SAFE, server)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.SAFE, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining(server.name() + ": it has no safe block")
          .hasMessageContaining("--plugin-zknode-l1-sync-tag=latest");
    }
  }

  static List<Answer> noSafeBlock() {
    return List.of(
        Answer.result("null"),
        Answer.error(-39001, "Unknown block"),
        Answer.error(-32000, "safe block not found"));
  }

  @Test
  void everyUrlOfAnotherChainIsRefusedAtTheStartByHostAndPort() {
    try (L1RpcServer good = new L1RpcServer(l1);
        L1RpcServer other = new L1RpcServer(l1, on("eth_chainId", Answer.result("\"0x1\"")));
        JsonRpcTransport transport =
            new JsonRpcTransport(
                List.of(good.url(), other.url()),
                LIMITS,
                java.util.OptionalLong.of(31_337),
                Clock.systemUTC())) {
      assertThatThrownBy(
              () -> L1ChainCheck.run(transport, L1RpcServer.config(BlockTag.LATEST, good, other)))
          .isInstanceOf(L1ConfigurationException.class)
          .hasMessageContaining(other.name() + " is not of L1: it is of chain 1, expected 31337")
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining(good.name());
    }
  }
}
