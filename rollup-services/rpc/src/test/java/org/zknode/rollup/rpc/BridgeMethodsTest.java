/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.api.BridgeApi;

/** Parameters come by their places, errors by JSON-RPC's codes. */
class BridgeMethodsTest {
  private static final String USER = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";

  private String asked = "";
  private final Map<String, RpcMethod> methods =
      new BridgeMethods(Optional.of(new BridgeApi(view()))).methods();

  private BridgeView view() {
    return (BridgeView)
        Proxy.newProxyInstance(
            BridgeView.class.getClassLoader(),
            new Class<?>[] {BridgeView.class},
            (proxy, method, arguments) -> {
              asked = method.getName() + Arrays.toString(arguments);
              return switch (method.getName()) {
                case "ownNetwork" -> 1L;
                case "positions" -> List.of(new IndexPosition(0, 10, Bytes32.ZERO, 8));
                case "deposit" -> Optional.empty();
                case "proof" -> new ProofAnswer.NotCovered(0, 7, 3, ProofAnswer.WaitsFor.L2_PROOF);
                default -> new BridgeView.Page<>(List.of(), 1L << 40);
              };
            });
  }

  private Object call(final String name, final Object... params) throws RpcException {
    return methods.get(name).call(Arrays.asList(params));
  }

  @Test
  void itIsServedAsAnnounced() {
    assertThat(RpcNames.ALL)
        .filteredOn(name -> name.startsWith("bridge_"))
        .containsExactlyInAnyOrderElementsOf(methods.keySet());
  }

  @Test
  void parametersAreTextsOrNumbersInOrder() throws Exception {
    assertThat(call("bridge_checkAPI")).isEqualTo(Map.of("api", "v1"));
    assertThat(call("bridge_getBridges", USER, 5, "0xa"))
        .isEqualTo(Map.of("deposits", List.of(), "total_cnt", "1099511627776"));
    assertThat(asked).isEqualTo("depositsTo[%s, 5, 10]".formatted(USER));
    call("bridge_getPendingBridgesToClaim", null, 1, "1");
    assertThat(asked).isEqualTo("pending[Optional.empty, 1, MESSAGE, 0, 25]");
    call("bridge_getClaims", USER, 6, "0xb");
    assertThat(asked).isEqualTo("claimsTo[%s, 6, 11]".formatted(USER));
    final String root = "0x" + "5c".repeat(32);
    assertThatThrownBy(() -> call("bridge_getProofByGER", 1, "0x8", root))
        .isInstanceOf(RpcException.class);
    assertThat(asked).isEqualTo("proof[1, 8, %s]".formatted(root));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> call("bridge_getBridges", "0x12"))
        .hasMessageStartingWith("dest_addr: ")
        .extracting(e -> ((RpcException) e).code())
        .isEqualTo(RpcException.INVALID_PARAMS);
    assertThatThrownBy(() -> call("bridge_getBridges", USER, -1))
        .hasMessageStartingWith("offset: ");
    assertThatThrownBy(() -> call("bridge_getBridges", USER, true))
        .hasMessage("offset: expected a text or a number");
    assertThatThrownBy(() -> call("bridge_getBridges", USER, 0, 0, 0))
        .hasMessage("too many arguments, want at most 3");
    assertThatThrownBy(() -> call("bridge_getProof", 0, 7))
        .hasMessageContaining("ask again when")
        .extracting(e -> ((RpcException) e).code(), e -> ((RpcException) e).data())
        .containsExactly(RpcException.DEFAULT, Optional.of("Retry-After: 15"));
    assertThatThrownBy(() -> call("bridge_getBridge", 0, 8))
        .hasMessageContaining("8 deposits of network 0 up to its block 10")
        .hasMessageEndingWith("ask again in 15 seconds")
        .extracting(e -> ((RpcException) e).code(), e -> ((RpcException) e).data())
        .containsExactly(RpcException.DEFAULT, Optional.of("Retry-After: 15"));
    assertThatThrownBy(
            () ->
                new BridgeMethods(Optional.empty())
                    .methods()
                    .get("bridge_getBridge")
                    .call(List.of()))
        .hasMessageContaining("--plugin-bridge-enabled");
  }
}
