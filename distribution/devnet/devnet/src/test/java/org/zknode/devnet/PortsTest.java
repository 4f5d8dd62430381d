/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.process.LauncherException;

class PortsTest {
  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
      final Ports free = Ports.free(1, false);
      final Ports ports = new Ports(free.l1Rpc(), taken.getLocalPort(), free.l2(), free.l3());

      assertThatThrownBy(() -> ports.requireFree(true))
          .isInstanceOf(LauncherException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " (PostgreSQL) is taken");
    }
  }

  @Test
  void theDocumentedPortsOfBothRollupsDiffer() {
    final Ports ports = Ports.fixed(8, true);

    assertThat(
            Stream.of(ports.l2(), ports.l3().orElseThrow())
                .flatMap(
                    rollup -> Stream.concat(Stream.of(rollup.main()), rollup.external().stream()))
                .flatMap(node -> Stream.of(node.rpc(), node.p2p(), node.engine())))
        .doesNotHaveDuplicates()
        .hasSize(33);
  }

  @Test
  void freePortsAreFreeAndDiffer() {
    final Ports ports = Ports.free(3, true);

    ports.requireFree(true);
    assertThat(
            Stream.of(ports.l2(), ports.l3().orElseThrow())
                .flatMap(
                    rollup -> Stream.concat(Stream.of(rollup.main()), rollup.external().stream()))
                .flatMap(node -> Stream.of(node.rpc(), node.p2p(), node.engine())))
        .doesNotHaveDuplicates()
        .hasSize(18);
  }
}
