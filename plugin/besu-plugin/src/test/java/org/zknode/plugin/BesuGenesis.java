/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.Map;
import java.util.stream.Collectors;
import org.zknode.eth.Address;

/** The L2 genesis of the tests on a real Besu: Prague rules and the system contracts. */
final class BesuGenesis {
  /** EIP-4788. */
  static final String BEACON_ROOTS = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02";

  /** EIP-2935. */
  static final String HISTORY = "0x0000f90827f1c53a10cb7a02335b175320002935";

  private static final String BEACON_ROOTS_CODE =
      "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495"
          + "762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff420642"
          + "81555f359062001fff015500";

  private static final String HISTORY_CODE =
      "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
          + "611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

  private BesuGenesis() {}

  /**
   * @param funded gets 200 ether
   * @param contracts code by address
   */
  static String of(final Address funded, final Map<String, String> contracts) {
    return """
        {"config":{"chainId":1001,"homesteadBlock":0,"eip150Block":0,"eip155Block":0,
        "eip158Block":0,"byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,
        "istanbulBlock":0,"berlinBlock":0,"londonBlock":0,"terminalTotalDifficulty":0,
        "shanghaiTime":0,"cancunTime":0,"pragueTime":0,
        "depositContractAddress":"0x0000000000000000000000000000000000000000",
        "withdrawalRequestContractAddress":"0x00000961ef480eb55e80d19ad83579a64c007002",
        "consolidationRequestContractAddress":"0x0000bbddc7ce488642fb579f8b00f3a590007251"},
        "nonce":"0x0","timestamp":"0x0","extraData":"0x","gasLimit":"0x1c9c380",
        "difficulty":"0x0","baseFeePerGas":"0x3b9aca00",
        "mixHash":"0x0000000000000000000000000000000000000000000000000000000000000000",
        "coinbase":"0x0000000000000000000000000000000000000000",
        "alloc":{"%s":{"balance":"0xad78ebc5ac6200000"},%s,%s%s}}
        """
        .formatted(
            funded,
            contract(BEACON_ROOTS, BEACON_ROOTS_CODE),
            contract(HISTORY, HISTORY_CODE),
            contracts.entrySet().stream()
                .map(entry -> "," + contract(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining()));
  }

  private static String contract(final String address, final String code) {
    return "\"%s\":{\"balance\":\"0x0\",\"nonce\":\"0x1\",\"code\":\"%s\"}"
        .formatted(address, code);
  }
}
