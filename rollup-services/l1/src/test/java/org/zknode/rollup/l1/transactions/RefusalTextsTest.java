/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.l1.jsonrpc.RefusalTexts;

/** The same refusal in the words of each client is one meaning. */
class RefusalTextsTest {
  static Stream<RefusalTexts.Text> table() {
    return RefusalTexts.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("table")
  void eachTextOfTheTableHasItsMeaning(final RefusalTexts.Text text) {
    assertThat(RefusalTexts.meaning(text.text())).isEqualTo(text.meaning());
    assertThat(RefusalTexts.meaning("call failed: " + text.text().toUpperCase(Locale.ROOT) + ": x"))
        .isEqualTo(text.meaning());
  }

  /** As the clients answer them, with their details. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          already known | ALREADY_KNOWN
          AlreadyKnown | ALREADY_KNOWN
          Known transaction | ALREADY_KNOWN
          [0xab12]: already imported | ALREADY_KNOWN
          Tx: [0xab12] already Imported | ALREADY_KNOWN
          existing txn with same hash | ALREADY_KNOWN
          nonce too low: next nonce 8, tx nonce 7 | NONCE_TOO_LOW
          nonce too low: address 0xAb, tx: 7 state: 8 | NONCE_TOO_LOW
          OldNonce, Current nonce: 8, nonce of rejected tx: 7 | NONCE_TOO_LOW
          Nonce too low | NONCE_TOO_LOW
          NonceGap, Future nonce. Expected nonce: 5 | NONCE_TOO_HIGH
          Transaction nonce is too distant from current sender nonce | NONCE_TOO_HIGH
          replacement transaction underpriced | REPLACEMENT_UNDERPRICED
          replacement transaction underpriced: new tx gas fee cap 10 <= 11 queued | REPLACEMENT_UNDERPRICED
          Replacement transaction underpriced | REPLACEMENT_UNDERPRICED
          ReplacementNotAllowed | REPLACEMENT_UNDERPRICED
          Tx: [0xab] insufficient gas price to replace existing transaction | REPLACEMENT_UNDERPRICED
          could not replace existing tx | REPLACEMENT_UNDERPRICED
          transaction underpriced: gas tip cap 0, minimum needed 1 | FEE_TOO_LOW
          transaction gas price below minimum: gas tip cap 0, minimum needed 1 | FEE_TOO_LOW
          max fee per gas less than block base fee: address 0xAb, maxFeePerGas: 1, baseFee: 7 | FEE_TOO_LOW
          FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 50, BaseFee: 100 | FEE_TOO_LOW
          FeeTooLowToCompete | FEE_TOO_LOW
          Gas price below current base fee | FEE_TOO_LOW
          underpriced | FEE_TOO_LOW
          fee too low | FEE_TOO_LOW
          tx fee (1.10 ether) exceeds the configured cap (1.00 ether) | FEE_CAP_EXCEEDED
          tx fee exceeds the configured cap | FEE_CAP_EXCEEDED
          tx fee (11 wei) exceeds the configured cap (10 wei) | FEE_CAP_EXCEEDED
          Transaction fee cap exceeded | FEE_CAP_EXCEEDED
          insufficient funds for gas * price + value: balance 1, tx cost 2, overshot 1 | INSUFFICIENT_FUNDS
          InsufficientFunds, Account balance: 1, cumulative cost: 2 | INSUFFICIENT_FUNDS
          Upfront cost exceeds account balance | INSUFFICIENT_FUNDS
          Insufficient funds for gas * price + value | INSUFFICIENT_FUNDS
          transaction overdraws from account | INSUFFICIENT_FUNDS
          txpool is full | POOL_FULL
          pending sub-pool is full | POOL_FULL
          in-flight transaction limit reached for delegated accounts | ACCOUNT_LIMIT
          insufficient gas for floor data gas cost: gas 1, minimum needed 2 | INTRINSIC_GAS
          Intrinsic gas exceeds gas limit | INTRINSIC_GAS
          oversized data: transaction size 131130, limit 131072 | OVERSIZED
          MaxTxSizeExceeded | OVERSIZED
          RLPTooLong | OVERSIZED
          Transaction gas limit exceeds block gas limit | GAS_LIMIT
          transaction's gas limit 9 exceeds block's gas limit 8 | GAS_LIMIT
          transaction gas limit too high (cap: 16777216, tx: 21000000) | GAS_LIMIT
          transaction gas limit (21000000) is greater than the cap (16777216) | GAS_LIMIT
          sender not an eoa: address 0xAb, codehash: 0x1 | SENDER_NOT_EOA
          SenderIsContract | SENDER_NOT_EOA
          Transaction pool not enabled. (Either txpool explicitly disabled, or node not yet in sync). | NOT_READY
          Wrong chainId | MALFORMED
          the service is closed on Sundays | UNKNOWN
          """)
  void theClientsOwnWords(final String message, final SendRefusal meaning) {
    assertThat(RefusalTexts.meaning("eth_sendRawTransaction: " + message + " (code -32000)"))
        .isEqualTo(meaning);
  }

  @Test
  void theCapIsReadInWei() {
    assertThat(RefusalReport.capWei("tx fee (1.10 ether) exceeds the configured cap (0.01 ether)"))
        .hasValueSatisfying(wei -> assertThat(wei).isEqualTo("10000000000000000"));
    assertThat(RefusalReport.capWei("tx fee (11 wei) exceeds the configured cap (10 wei)"))
        .hasValueSatisfying(wei -> assertThat(wei).isEqualTo("10"));
    assertThat(RefusalReport.capWei("Transaction fee cap exceeded")).isEmpty();
  }
}
