/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestStore;

/** A range of 60,000 blocks is asked for by anybody: no block of it is read whole. */
class NativeBlockHashesTest {
  private static final int BLOCKS = 5;

  private final FakeEngine engine = FakeEngine.funded();

  private static ExecutionEngine withoutBlocks(final ExecutionEngine engine) {
    return (ExecutionEngine)
        Proxy.newProxyInstance(
            ExecutionEngine.class.getClassLoader(),
            new Class<?>[] {ExecutionEngine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("block")) {
                throw new AssertionError("a whole block is read");
              }
              try {
                return method.invoke(engine, arguments);
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void stateRootsOfARangeAreReadWithoutItsBlocks() throws Exception {
    for (int i = 0; i < BLOCKS; i++) {
      final L2Block head = engine.head();
      engine.extend(
          new BlockAttributes(
              head.number() + 1,
              head.hash(),
              head.timestamp() + 1,
              Address.ZERO,
              head.gasLimit(),
              0,
              Bytes32.ZERO),
          List.of(),
          Optional.empty());
    }
    try (StateStore store = TestStore.borrow()) {
      final Object roots =
          new ZkevmMethods(
                  withoutBlocks(engine),
                  store,
                  block -> Bytes32.ZERO,
                  new ChainConfig(1001, 8, Address.ZERO, 30_000_000))
              .methods()
              .get("zkevm_getNativeBlockHashesInRange")
              .call(List.of(Map.of("fromBlock", "0x1", "toBlock", "0x9")));
      assertThat(roots)
          .isEqualTo(
              LongStream.rangeClosed(1, BLOCKS)
                  .mapToObj(n -> engine.block(n).orElseThrow().stateRoot().toHexString())
                  .toList());
    }
  }
}
