/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.l1.contracts.Spoilers.logs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.contracts.L1RpcServer.Spoiler;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.synchronizer.L1Synchronizer;

/** Endpoints that fail, leave out, mix up and lie: what is stored is what an honest one says. */
@Tag("slow")
class L1EndpointFaultsTest extends L1FaultsFixture {
  static List<String> names() {
    return List.copyOf(L1Faults.byName().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneHonestEndpointIsEnough(final String fault) {
    history();
    try (L1RpcServer bad = new L1RpcServer(l1, L1Faults.byName().get(fault));
        L1RpcServer good = new L1RpcServer(l1);
        JsonRpcL1Client client = client(BlockTag.LATEST, bad, good)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThat(run(synchronizer)).as("%s", complaints).isTrue();
      assertComplete();
      assertThat(complaints).as("asked elsewhere in the same step").isEmpty();
      // And it goes on so.
      l1.updateExitRoot(Bytes32.repeat((byte) 5), Bytes32.repeat((byte) 2));
      assertThat(run(synchronizer)).isTrue();
      assertThat(content(store).leaves()).hasSize(3);
      assertThat(client.endpoints())
          .allSatisfy(health -> assertThat(health.lastError()).doesNotContain("secret"));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theOnlyEndpointMayFailForAWhile(final String fault) {
    history();
    final AtomicInteger calls = new AtomicInteger();
    final Spoiler spoiler = L1Faults.byName().get(fault);
    try (L1RpcServer bad =
            new L1RpcServer(
                l1,
                (method, params, honest) ->
                    calls.incrementAndGet() <= 40
                        ? spoiler.spoil(method, params, honest)
                        : honest);
        JsonRpcL1Client client = client(BlockTag.LATEST, bad)) {
      assertThat(run(synchronizer(client, BlockTag.LATEST, 100))).as("%s", complaints).isTrue();
      assertComplete();
      assertThat(complaints)
          .allSatisfy(text -> assertThat(text).contains("127.0.0.1:").doesNotContain("secret"));
    }
  }

  @Test
  void whatEveryEndpointContradictsForLongHaltsWithEvidence() {
    history();
    try (L1RpcServer one = new L1RpcServer(l1, logs(L1Faults::removeFirst));
        L1RpcServer two = new L1RpcServer(l1, logs(L1Faults::removeFirst));
        JsonRpcL1Client client = client(BlockTag.LATEST, one, two)) {
      final L1Synchronizer synchronizer = synchronizer(client, BlockTag.LATEST, 100);
      assertThatThrownBy(synchronizer::step)
          .isInstanceOf(TemporaryException.class)
          .hasMessageContaining("the node halts when that lasts for 300 s")
          .hasMessageContaining(one.name())
          .hasMessageContaining(two.name());
      clock.advance(Duration.ofMinutes(3));
      assertThatThrownBy(synchronizer::step).isInstanceOf(TemporaryException.class);
      clock.advance(Duration.ofMinutes(3));
      assertThatThrownBy(synchronizer::step).isInstanceOf(CriticalException.class);
      assertThat(content(store).virtual()).isEmpty();
    }
  }
}
