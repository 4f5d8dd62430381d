/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zknode.devnet.process.LauncherException;

class PortsTest {
  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
      final Ports free = Ports.free(1);
      final Ports ports = new Ports(free.l1Rpc(), taken.getLocalPort(), free.l2());

      assertThatThrownBy(() -> ports.requireFree(true))
          .isInstanceOf(LauncherException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " (PostgreSQL) is taken");
    }
  }

  @Test
  void freePortsAreFreeAndDiffer() {
    final Ports ports = Ports.free(3);

    ports.requireFree(true);
    assertThat(
            ports.l2().external().stream()
                .flatMap(n -> List.of(n.rpc(), n.p2p(), n.engine()).stream()))
        .doesNotHaveDuplicates()
        .hasSize(9);
  }
}
