/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.Traffic;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.eth.Address;

/** The endpoint of L1 that all nodes have is up, and has come to a stop while L1 goes on. */
abstract class OldL1Scenarios extends FaultScenarios {
  private static final Address ON_L2 =
      Address.fromHex("0x00000000000000000000000000000000000b21e4");
  private static final Address ON_L1 =
      Address.fromHex("0x00000000000000000000000000000000000b21e5");
  private static final BigInteger WEI = BigInteger.valueOf(4321);

  private static final String STANDS = "l1-standstill: no L1 endpoint has a block after ";

  OldL1Scenarios(final Engine engine) {
    super(engine);
  }

  @Test
  @Order(17)
  void anL1ThatLagsIsNamedByNodesAndBridgeAndNothingIsLost(@TempDir final Path temp)
      throws Exception {
    final BridgePerson person = new BridgePerson(devnet(), Devnet.user(1), temp);
    final Traffic traffic = traffic(0, nodes());
    final long verified = devnet().l1().lastVerifiedBatch();
    try (OldL1 old = OldL1.at(devnet(), Facts.head(devnet().l1().rpc()))) {
      proxy().leadTo(old.url());
      // The one on L1 itself, where nobody of the nodes sees it.
      person.deposits(ON_L2, WEI);
      person.withdraws(ON_L1, WEI);
      traffic.round();
      for (final JsonRpc node : nodes()) {
        eventually().untilAsserted(() -> Facts.assertDegraded(node, STANDS));
      }
      awaitEverywhere(traffic);
      theCommandsSayWhatTheyWaitFor(person);
      theRestInterfaceSaysWhenToComeBack(URI.create(person.description("bridgeUrl")));
      theExplorerSaysWhatToDo();
    } finally {
      proxy().leadTo(devnet().l1().rpc().url());
    }
    for (final JsonRpc node : nodes()) {
      eventually().untilAsserted(() -> Facts.assertRunning(node));
      Facts.assertNeverHalted(node);
      eventually()
          .untilAsserted(() -> assertThat(Facts.balance(node, ON_L2)).isEqualTo(WEI.toString()));
    }
    verifiedBeyond(verified);
    eventually().until(() -> deposit(ON_L1).path("ready_for_claim").asBoolean());
    person.does("claim", "--network=1", "--deposit=" + deposit(ON_L1).path("deposit_cnt").asLong());
    assertThat(Facts.balance(devnet().l1().rpc(), ON_L1)).isEqualTo(WEI.toString());
    final BridgeAudit bridges = new BridgeAudit(devnet());
    bridges.everythingIsIndexedOnce();
    bridges.theSumsAgree();
  }

  private void theCommandsSayWhatTheyWaitFor(final BridgePerson person) throws Exception {
    final String why = "; it does not follow L1 beyond block ";
    assertThat(person.does("status", "--address=" + ON_L2).out())
        .contains("nothing was sent to " + ON_L2, why, " old (", STANDS, "look again in a minute");
    eventually().until(() -> !deposit(ON_L1).isMissingNode());
    final String withdrawal = deposit(ON_L1).path("deposit_cnt").asText();
    assertThat(person.does("status", "--address=" + ON_L1).out())
        .containsPattern("batch \\d+ is .*; but the node does not follow L1 beyond block \\d+");
    final BridgePerson.Printed early =
        person.tries("claim", "--network=1", "--deposit=" + withdrawal);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err())
        .contains("cannot be claimed yet: batch ", STANDS, "look again in a minute");
    assertThat(person.tries("claim", "--network=0", "--deposit=4000000000").err())
        .contains("ask again in 60 seconds", "l1-standstill");
  }

  private static void theRestInterfaceSaysWhenToComeBack(final URI bridge)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      final HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(bridge + "/merkle-proof?net_id=0&deposit_cnt=4000000000"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Retry-After")).contains("60");
      assertThat(answer.body())
          .contains("this node does not follow L1 at the moment", "l1-standstill");
    }
  }

  /** In a browser, where there is one. */
  private void theExplorerSaysWhatToDo() throws Exception {
    final Optional<Path> chromium = Browser.find();
    if (chromium.isPresent()) {
      new ExplorerViews()
          .expect("/nodes", "DEGRADED", "l1-standstill", "What to do:")
          .expect("/bridge", "The node does not follow L1 at the moment", STANDS)
          .look(chromium.get(), engine().text() + "-old-l1", explorer());
    }
  }

  /** The only one for that account; missing while it is not indexed. */
  private JsonNode deposit(final Address receiver) throws IOException, JsonRpc.RpcError {
    return main().call("bridge_getBridges", receiver.toString()).path("deposits").path(0);
  }
}
