/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault an error object is, by method, code and words. */
class FailureClassTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eth_getLogs                | -32005 | query returned more than 10000 results         | REQUEST
          eth_getLogs                | -32602 | block range is too wide                        | REQUEST
          eth_getLogs                | -32000 | your plan is limited to a range of 10 blocks   | ENDPOINT
          eth_getLogs                | -32701 | History has been pruned for this block         | ENDPOINT
          eth_getBlockByNumber       | -32000 | daily request count exceeded, rate limit       | ENDPOINT
          eth_getBlockByNumber       | -39001 | Unknown block                                  | UNSUPPORTED
          eth_getBlockByNumber       | -32603 | Internal error                                 | ENDPOINT
          eth_getTransactionByHash   | -32000 | transaction indexing is in progress            | UNSUPPORTED
          eth_call                   | 3      | execution reverted                             | REQUEST
          eth_call                   | -32015 | VM execution error.                            | REQUEST
          eth_call                   | -32000 | missing trie node 12ab                         | UNSUPPORTED
          eth_call                   | -32000 | header not found                               | UNSUPPORTED
          eth_estimateGas            | -32000 | insufficient funds for gas * price + value     | REQUEST
          eth_estimateGas            | -32603 | Internal error                                 | UNSUPPORTED
          eth_sendRawTransaction     | -32000 | nonce too low                                  | REQUEST
          eth_sendRawTransaction     | -32000 | tx fee (2.00 ether) exceeds the configured cap | REQUEST
          eth_sendRawTransaction     | -32000 | Unauthorized                                   | ENDPOINT
          eth_sendRawTransaction     | 429    | slow down                                      | ENDPOINT
          debug_traceTransaction     | -32601 | Method not found                               | UNSUPPORTED
          debug_traceTransaction     | -32000 | historical state is not available              | UNSUPPORTED
          eth_maxPriorityFeePerGas   | -32604 | Method not enabled                             | UNSUPPORTED
          eth_gasPrice               | -32602 | Invalid params                                 | REQUEST
          """)
  void byMethodCodeAndWords(
      final String method, final long code, final String words, final FailureClass expected) {
    assertThat(FailureClass.of(method, code, words, false)).isEqualTo(expected);
  }
}
