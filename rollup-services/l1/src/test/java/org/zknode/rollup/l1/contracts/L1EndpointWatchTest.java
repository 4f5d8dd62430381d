/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.status.NodeStatus.Reason;
import org.zknode.rollup.status.NodeStatusTracker;
import org.zknode.rollup.testkit.FakeL1;
import org.zknode.rollup.testkit.MutableClock;

/** Health of the endpoints as time passes: heads that stand still, chains that change, reports. */
class L1EndpointWatchTest {
  private static final Duration BLOCK = Duration.ofSeconds(FakeL1.BLOCK_SECONDS);
  private static final Spoiler HONEST = (method, params, honest) -> honest;

  private final FakeL1 l1 = new FakeL1();
  private final MutableClock clock = MutableClock.create();
  private final NodeStatusTracker status = new NodeStatusTracker(clock, event -> {});
  private final AtomicReference<Spoiler> spoiler = new AtomicReference<>(HONEST);
  private final L1RpcServer first =
      new L1RpcServer(l1, (method, params, honest) -> spoiler.get().spoil(method, params, honest));
  private final L1RpcServer second = new L1RpcServer(l1);
  private final JsonRpcL1Client client =
      new JsonRpcL1Client(
          L1RpcServer.config(BlockTag.LATEST, first, second),
          new JsonRpcLimits(
              Duration.ofSeconds(2), 2, Duration.ofMillis(1), Duration.ofMillis(4), 200_000),
          clock);
  private final L1EndpointWatch watch = client.watch(status, clock);

  @AfterEach
  void stop() {
    client.close();
    first.close();
    second.close();
  }

  private void blocks(final int count) {
    for (int i = 0; i < count; i++) {
      l1.mine(1);
      clock.advance(BLOCK);
      watch.look();
    }
  }

  private List<String> reasons() {
    return status.snapshot().reasons().stream().map(Reason::key).toList();
  }

  private String text(final String key) {
    return status.snapshot().reasons().stream()
        .filter(reason -> reason.key().equals(key))
        .map(Reason::text)
        .findFirst()
        .orElse("");
  }

  private List<String> order() {
    return client.views().stream().map(L1View::name).toList();
  }

  private static Spoiler frozenHead() {
    final AtomicReference<Answer> head = new AtomicReference<>();
    return (method, params, honest) -> {
      if (!method.equals("eth_getBlockByNumber") || !params.get(0).asText().equals("latest")) {
        return honest;
      }
      head.compareAndSet(null, honest);
      return head.get();
    };
  }

  @Test
  void aHeadThatStandsStillWhileAnotherGoesOnIsLeftAndNamed() {
    blocks(4);
    assertThat(order()).startsWith(first.name());
    spoiler.set(frozenHead());
    blocks(3);
    assertThat(reasons()).as("L1's blocks come every 12 s").isEmpty();
    blocks(4);
    assertThat(order()).containsExactly(second.name(), first.name());
    assertThat(text(L1EndpointWatch.ENDPOINTS_KEY))
        .contains("1 of 2 L1 endpoints", first.name(), "stands still at block 5")
        .doesNotContain("secret");
    assertThat(client.endpoints().getFirst().state()).isEqualTo("STALE");
    spoiler.set(HONEST);
    blocks(1);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void anL1ThatStandsStillIsSaid() {
    blocks(4);
    for (int i = 0; i < 14; i++) {
      clock.advance(BLOCK);
      watch.look();
    }
    assertThat(text(L1EndpointWatch.STANDSTILL_KEY)).contains("no L1 endpoint has a block after 4");
    blocks(1);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void endpointsThatCatchUpWithL1AreSaidUntilTheyHave() {
    clock.advance(Duration.ofHours(2));
    for (int i = 0; i < 4; i++) {
      l1.mine(60);
      clock.advance(Duration.ofSeconds(5));
      watch.look();
    }
    assertThat(reasons()).containsExactly(L1EndpointWatch.BEHIND_KEY);
    assertThat(text(L1EndpointWatch.BEHIND_KEY))
        .startsWith("L1's endpoints are catching up: their newest block 240 is of 20")
        .contains("old by this node's clock, and comes nearer");
    l1.mine((int) (Duration.ofHours(2).toSeconds() / FakeL1.BLOCK_SECONDS) - 240);
    clock.advance(Duration.ofSeconds(5));
    watch.look();
    assertThat(reasons()).isEmpty();
  }

  @Test
  void anEndpointThatFailsIsNamedAfterAWhileAndNotBefore() {
    blocks(1);
    spoiler.set((method, params, honest) -> new Answer(403, ""));
    blocks(2);
    assertThat(reasons()).isEmpty();
    blocks(3);
    assertThat(text(L1EndpointWatch.ENDPOINTS_KEY)).contains(first.name(), "HTTP status 403");
    assertThat(order()).startsWith(second.name());
    spoiler.set(HONEST);
    blocks(1);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void anEndpointThatComesBackOnAnotherChainIsNeverAsked() {
    blocks(1);
    spoiler.set((method, params, honest) -> new Answer(503, ""));
    blocks(1);
    spoiler.set(
        (method, params, honest) ->
            method.equals("eth_chainId") ? Answer.result("\"0x5\"") : honest);
    blocks(1);
    assertThat(order()).containsExactly(second.name());
    assertThat(text(L1EndpointWatch.ENDPOINTS_KEY))
        .contains(first.name() + " is never asked: it is of chain 5, expected 31337");
    second.close();
    final int before = first.requests();
    assertThatThrownBy(() -> client.head(BlockTag.LATEST)).isInstanceOf(TemporaryException.class);
    assertThatThrownBy(client::rollupData).isInstanceOf(TemporaryException.class);
    assertThat(first.requests()).isEqualTo(before);
    spoiler.set(HONEST);
    watch.look();
    assertThat(client.head(BlockTag.LATEST).number()).isEqualTo(3);
  }
}
