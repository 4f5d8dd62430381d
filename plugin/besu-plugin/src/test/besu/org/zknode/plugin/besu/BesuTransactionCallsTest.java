/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcError;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcErrorResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcResponse;
import org.hyperledger.besu.ethereum.api.jsonrpc.internal.response.JsonRpcSuccessResponse;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.rpc.RpcException;

class BesuTransactionCallsTest {
  private static final Bytes32 HASH = Bytes32.repeat((byte) 9);

  private final ToyBesu besu = new ToyBesu();
  private final BesuTransactionCalls calls = new BesuTransactionCalls(besu);

  private void answering(final JsonRpcResponse answer) {
    besu.getTransactionPool().answer(request -> answer);
  }

  private static JsonRpcResponse error(final String data) {
    return new JsonRpcErrorResponse(new JsonRpcError(-32003, "Nonce too low", data));
  }

  @Test
  void theCallIsTheOneOfBesusJsonRpc() throws RpcException {
    besu.getTransactionPool()
        .answer(
            request -> {
              assertThat(request.getMethod()).isEqualTo("eth_sendRawTransaction");
              assertThat(request.getParams()).containsExactly("0x02f8");
              return new JsonRpcSuccessResponse(HASH.toHexString());
            });
    assertThat(calls.send("0x02f8")).isEqualTo(HASH);
  }

  @Test
  void anErrorKeepsCodeTextAndData() {
    answering(error(null));
    assertThatThrownBy(() -> calls.send("0x02f8"))
        .isInstanceOfSatisfying(
            RpcException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(-32003);
              assertThat(refused.data()).isEmpty();
            })
        .hasMessage("Nonce too low");
    answering(error("0x07"));
    assertThatThrownBy(() -> calls.send("0x02f8"))
        .isInstanceOfSatisfying(
            RpcException.class, refused -> assertThat(refused.data()).contains("0x07"));
  }

  @Test
  void anAnswerOfNoKnownFormIsTheNodesProblem() {
    answering(new JsonRpcResponse() {});
    assertThatThrownBy(() -> calls.send("0x02f8")).isInstanceOf(EngineException.class);
  }

  @Test
  void noReceiptIsEmpty() {
    assertThat(calls.receipt(HASH)).isEmpty();
  }
}
