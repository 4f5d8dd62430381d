/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.state.VerifiedBatch;
import org.zknode.rollup.status.Event;
import org.zknode.rollup.synchronizer.L1Synchronizer;

/** An endpoint whose events and contracts lie alike, so that it fits itself. */
class L1AgreementTest extends L1FaultsFixture {
  private static final Bytes32 TRUE_ROOT = Bytes32.repeat((byte) 7);
  private static final Bytes32 LIE = Bytes32.repeat((byte) 0x66);

  /** Another state root for batch 2, in the event and in the contract. */
  private static final Spoiler LIAR =
      (method, params, honest) ->
          new ScriptedEndpoint.Answer(
              honest.status(),
              Stream.of("data", "result")
                  .reduce(
                      honest.body(),
                      (body, field) -> body.replace(hex(field, TRUE_ROOT), hex(field, LIE))));

  private static String hex(final String field, final Bytes32 value) {
    return "\"%s\":\"%s\"".formatted(field, value.toHexString());
  }

  private Optional<Bytes32> verifiedRoot() {
    return store.read(tx -> tx.verifiedBatches().last()).map(VerifiedBatch::stateRoot);
  }

  @Test
  void isOutvotedByTwo() {
    history();
    try (L1RpcServer liar = new L1RpcServer(l1, LIAR);
        L1RpcServer one = new L1RpcServer(l1);
        L1RpcServer two = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, liar, one, two)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
      assertThat(verifiedRoot()).contains(TRUE_ROOT);
    }
  }

  @Test
  void oneQuestionAboutTheLastSequenceIsEnoughForARange() {
    for (int i = 0; i < 40; i++) {
      l1.sequence(COINBASE, Bytes.of(i));
    }
    l1.finalizeUpTo(l1.head(BlockTag.LATEST).number());
    try (L1RpcServer one = new L1RpcServer(l1);
        L1RpcServer two = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, one, two)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertThat(content(store).virtual()).hasSize(40);
      assertThat(two.requests()).isBetween(1, 20);
    }
  }

  @Test
  void ofTwoThatDifferNeitherIsBelieved() {
    history();
    try (L1RpcServer liar = new L1RpcServer(l1, LIAR);
        L1RpcServer honest = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, liar, honest)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100), 3))
          .as("%s %s %s", verifiedRoot(), complaints, client.endpoints())
          .isFalse();
      assertThat(verifiedRoot()).isEmpty();
      assertThat(complaints.getLast())
          .contains(liar.name(), honest.name(), "endpoints differ", LIE.toHexString());
    }
  }

  /** Stored when the liar was alone; nobody but honest ones is there now, and none fits that. */
  @Test
  void whatALiarLeftBehindIsReadAgainBeforeAnythingHalts() {
    history();
    try (L1RpcServer one = new L1RpcServer(l1);
        L1RpcServer two = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, one, two)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThat(run(synchronizer)).isTrue();
      final L1BlockRef last = store.read(tx -> tx.l1Blocks().last()).orElseThrow();
      store.update(
          tx ->
              tx.verifiedBatches()
                  .insert(new VerifiedBatch(3, LIE, Bytes32.ZERO, last.number(), COINBASE)));
      l1.verify(3, TRUE_ROOT);
      l1.mine(1);
      for (int minute = 0; minute < 20 && !run(synchronizer, 3); minute++) {
        clock.advance(Duration.ofMinutes(1));
      }
      assertThat(synchronizer.atHead()).as("%s", complaints).isTrue();
      assertThat(verifiedRoot()).contains(TRUE_ROOT);
      final List<Event> events = store.read(tx -> tx.events().last(10));
      assertThat(events).extracting(Event::eventId).contains("L1_READ_AGAIN");
      assertThat(content(store).virtual()).hasSize(3);
    }
  }
}
