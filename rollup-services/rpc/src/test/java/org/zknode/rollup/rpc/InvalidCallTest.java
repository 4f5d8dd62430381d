/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvalidCallTest {
  /** Wallets match on the words; nobody gets a Java stack. */
  @Test
  void anAccountWithoutFundsIsNamedInTheUsualWords() {
    for (final String reason :
        List.of(
            "Internal Error in Besu - java.lang.IllegalStateException: Cannot remove 0x01 wei from"
                + " account, balance is only 0x00\n"
                + "\tat org.example.Account.decrement(Account.java:69)",
            "transaction up-front cost 0x1 exceeds transaction sender account balance 0x0: Upfront"
                + " cost exceeds account balance",
            "Insufficient funds for gas * price + value")) {
      assertThat(InvalidCall.of(reason)).hasMessage("insufficient funds for transfer");
      assertThat(InvalidCall.of(reason).code()).isEqualTo(-32000);
    }
    assertThat(InvalidCall.of("nonce too high\n\tat a.b.C")).hasMessage("nonce too high");
    assertThat(InvalidCall.of("x".repeat(5_000)).getMessage()).hasSize(201);
    assertThat(InvalidCall.of("")).hasMessage("no reason given");
  }

  @Test
  void initCodeThatIsTooLongIsRefusedBeforeAnythingRuns() throws Exception {
    assertThatThrownBy(() -> creation(49_153))
        .isInstanceOf(RpcException.class)
        .hasMessage("max initcode size exceeded: code size 49153, limit 49152");
    assertThat(creation(49_152).request().data().size()).isEqualTo(49_152);
  }

  private static CallArguments creation(final int bytes) throws RpcException {
    return CallArguments.of(
        RpcParams.of(List.of(Map.of("data", "0x" + "00".repeat(bytes))), 1, 1), 0, 30_000_000);
  }
}
