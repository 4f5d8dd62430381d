/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.ethereum.chain.Blockchain;
import org.junit.jupiter.api.Test;

class BesuBlocksTest {
  /** Seen on a loaded Besu: the head's header was there, its body a moment later. */
  @Test
  void aBodyThatIsNotThereYetIsLookedForBehindTheBlockBeingAppended() {
    final List<String> asked = new ArrayList<>();
    final Blockchain appending =
        (Blockchain)
            Proxy.newProxyInstance(
                Blockchain.class.getClassLoader(),
                new Class<?>[] {Blockchain.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  return Optional.empty();
                });

    assertThat(BesuBlocks.body(appending, Hash.ZERO)).isEmpty();
    assertThat(asked).containsExactly("getBlockBody", "getBlockBodySafe");
  }
}
