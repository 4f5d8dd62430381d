/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.l1.jsonrpc.RefusalTexts;

/**
 * What each client answers, as its own code and replies have it: written down apart from the table,
 * so that a class that a client has and the table lacks is seen.
 */
class RefusalTextsByClientTest {
  enum Client {
    GETH,
    NETHERMIND,
    BESU,
    RETH,
    ERIGON
  }

  /** Classes that a client has no words for: it takes such a transaction, or never tells. */
  private static final Map<Client, Set<SendRefusal>> WITHOUT_WORDS =
      Map.of(
          Client.GETH,
          EnumSet.of(SendRefusal.NOT_READY),
          Client.NETHERMIND,
          EnumSet.of(SendRefusal.FEE_CAP_EXCEEDED, SendRefusal.POOL_FULL),
          Client.BESU,
          EnumSet.of(SendRefusal.POOL_FULL, SendRefusal.OVERSIZED),
          Client.RETH,
          EnumSet.of(SendRefusal.NOT_READY),
          Client.ERIGON,
          EnumSet.of(
              SendRefusal.NONCE_TOO_HIGH, SendRefusal.SENDER_NOT_EOA, SendRefusal.NOT_READY));

  private static final List<String> ANSWERS =
      """
      GETH | ALREADY_KNOWN | already known
      GETH | NONCE_TOO_LOW | nonce too low: next nonce 8, tx nonce 7
      GETH | NONCE_TOO_HIGH | nonce too high: tx nonce 9, gapped nonce 7
      GETH | REPLACEMENT_UNDERPRICED | replacement transaction underpriced
      GETH | FEE_TOO_LOW | transaction underpriced: gas tip cap 0, minimum needed 1
      GETH | FEE_TOO_LOW | max fee per gas less than block base fee: address 0xAb, maxFeePerGas: 1, baseFee: 7
      GETH | FEE_CAP_EXCEEDED | tx fee (1.10 ether) exceeds the configured cap (1.00 ether)
      GETH | INSUFFICIENT_FUNDS | insufficient funds for gas * price + value: balance 1, tx cost 2, overshot 1
      GETH | POOL_FULL | txpool is full
      GETH | POOL_FULL | future transaction tries to replace pending
      GETH | ACCOUNT_LIMIT | account limit exceeded: pooled 16 txs
      GETH | ACCOUNT_LIMIT | authority already reserved
      GETH | INTRINSIC_GAS | intrinsic gas too low: gas 1, minimum needed 53000
      GETH | OVERSIZED | oversized data: transaction size 131130, limit 131072
      GETH | OVERSIZED | max initcode size exceeded: code size 49153, limit 49152
      GETH | GAS_LIMIT | exceeds block gas limit
      GETH | SENDER_NOT_EOA | sender not an eoa: address 0xAb, codehash: 0x1
      GETH | MALFORMED | transaction type not supported: type 3 rejected, pool not yet in Cancun
      GETH | MALFORMED | invalid sender: invalid chain id for signer: have 1 want 5
      NETHERMIND | ALREADY_KNOWN | AlreadyKnown
      NETHERMIND | ALREADY_KNOWN | already known
      NETHERMIND | NONCE_TOO_LOW | OldNonce, Current nonce: 8, nonce of rejected tx: 7
      NETHERMIND | NONCE_TOO_LOW | nonce too low
      NETHERMIND | NONCE_TOO_HIGH | NonceGap, Future nonce. Expected nonce: 5
      NETHERMIND | NONCE_TOO_HIGH | nonce too far in future
      NETHERMIND | REPLACEMENT_UNDERPRICED | ReplacementNotAllowed
      NETHERMIND | REPLACEMENT_UNDERPRICED | replacement transaction underpriced
      NETHERMIND | FEE_TOO_LOW | FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 50, BaseFee: 100
      NETHERMIND | FEE_TOO_LOW | transaction underpriced
      NETHERMIND | INSUFFICIENT_FUNDS | InsufficientFunds, Account balance: 1, cumulative cost: 2
      NETHERMIND | ACCOUNT_LIMIT | PendingTxsOfConflictingType
      NETHERMIND | ACCOUNT_LIMIT | delegation nonce gap
      NETHERMIND | INTRINSIC_GAS | transaction invalid, intrinsic gas too low
      NETHERMIND | OVERSIZED | MaxTxSizeExceeded
      NETHERMIND | OVERSIZED | transaction too large
      NETHERMIND | OVERSIZED | Invalid, max initcode size exceeded
      NETHERMIND | GAS_LIMIT | GasLimitExceeded, Gas limit: 8, gas limit of rejected tx: 9
      NETHERMIND | GAS_LIMIT | gas limit reached
      NETHERMIND | GAS_LIMIT | Invalid, TxGasLimitCapExceeded: Gas limit 21000000 exceeded cap of 16777216.
      NETHERMIND | SENDER_NOT_EOA | SenderIsContract
      NETHERMIND | SENDER_NOT_EOA | sender not an eoa
      NETHERMIND | MALFORMED | NotSupportedTxType
      NETHERMIND | MALFORMED | unsupported transaction type
      NETHERMIND | MALFORMED | Invalid, InvalidTxType: Transaction type in Prague is not supported.
      NETHERMIND | MALFORMED | Invalid, InvalidTxChainId: Expected 1, got 5.
      NETHERMIND | NOT_READY | Syncing
      NETHERMIND | NOT_READY | node is syncing
      BESU | ALREADY_KNOWN | Known transaction
      BESU | NONCE_TOO_LOW | Nonce too low
      BESU | NONCE_TOO_HIGH | Transaction nonce is too distant from current sender nonce
      BESU | REPLACEMENT_UNDERPRICED | Replacement transaction underpriced
      BESU | FEE_TOO_LOW | Gas price below configured minimum gas price
      BESU | FEE_TOO_LOW | Gas price below current base fee
      BESU | FEE_CAP_EXCEEDED | Transaction fee cap exceeded
      BESU | INSUFFICIENT_FUNDS | Upfront cost exceeds account balance
      BESU | ACCOUNT_LIMIT | An invalid transaction with a lower nonce exists
      BESU | INTRINSIC_GAS | Intrinsic gas exceeds gas limit
      BESU | GAS_LIMIT | Transaction gas limit exceeds block gas limit
      BESU | GAS_LIMIT | Transaction gas limit cap exceeded
      BESU | SENDER_NOT_EOA | Sender account not authorized to send transactions
      BESU | MALFORMED | Invalid transaction type
      BESU | MALFORMED | Invalid signature
      BESU | MALFORMED | ChainId is required
      BESU | NOT_READY | Transaction pool not enabled. (Either txpool explicitly disabled, or node not yet in sync).
      BESU | NOT_READY | Initial sync is still in progress
      RETH | ALREADY_KNOWN | already known
      RETH | ALREADY_KNOWN | [0xab12]: already imported
      RETH | NONCE_TOO_LOW | nonce too low: next nonce 8, tx nonce 7
      RETH | NONCE_TOO_HIGH | nonce too high
      RETH | REPLACEMENT_UNDERPRICED | replacement transaction underpriced
      RETH | REPLACEMENT_UNDERPRICED | insufficient gas price to replace existing transaction
      RETH | FEE_TOO_LOW | transaction feeCap 6 below chain minimum
      RETH | FEE_TOO_LOW | max fee per gas less than block base fee
      RETH | FEE_CAP_EXCEEDED | tx fee (11 wei) exceeds the configured cap (10 wei)
      RETH | INSUFFICIENT_FUNDS | insufficient funds for gas * price + value: have 1 want 2
      RETH | INSUFFICIENT_FUNDS | transaction overdraws from account
      RETH | POOL_FULL | transaction discarded outright due to pool size constraints
      RETH | ACCOUNT_LIMIT | rejected due to 0xAb being identified as a spammer
      RETH | ACCOUNT_LIMIT | transaction type 3 conflicts with existing transaction for 0xAb
      RETH | INTRINSIC_GAS | intrinsic gas too low
      RETH | OVERSIZED | input data too large
      RETH | OVERSIZED | transaction's size 49153 exceeds max_init_code_size 49152
      RETH | OVERSIZED | max initcode size exceeded
      RETH | GAS_LIMIT | transaction's gas limit 9 exceeds block's gas limit 8
      RETH | GAS_LIMIT | gas limit too high
      RETH | SENDER_NOT_EOA | sender is not an EOA
      RETH | MALFORMED | transaction type not supported
      RETH | MALFORMED | invalid transaction signature
      RETH | MALFORMED | invalid chain ID
      ERIGON | ALREADY_KNOWN | ALREADY_EXISTS: already known
      ERIGON | ALREADY_KNOWN | INTERNAL_ERROR: existing tx with same hash
      ERIGON | ALREADY_KNOWN | INTERNAL_ERROR: existing txn with same hash
      ERIGON | NONCE_TOO_LOW | INTERNAL_ERROR: nonce too low
      ERIGON | REPLACEMENT_UNDERPRICED | INTERNAL_ERROR: could not replace existing tx
      ERIGON | REPLACEMENT_UNDERPRICED | INTERNAL_ERROR: replacement transaction underpriced
      ERIGON | FEE_TOO_LOW | FEE_TOO_LOW: underpriced
      ERIGON | FEE_TOO_LOW | FEE_TOO_LOW: fee too low
      ERIGON | FEE_CAP_EXCEEDED | tx fee (1.10 ether) exceeds the configured cap (1.00 ether)
      ERIGON | INSUFFICIENT_FUNDS | INTERNAL_ERROR: insufficient funds
      ERIGON | POOL_FULL | INTERNAL_ERROR: pending sub-pool is full
      ERIGON | POOL_FULL | INTERNAL_ERROR: baseFee sub-pool is full
      ERIGON | ACCOUNT_LIMIT | INTERNAL_ERROR: spammer
      ERIGON | ACCOUNT_LIMIT | INTERNAL_ERROR: EIP-7702 transaction with authority already reserved
      ERIGON | INTRINSIC_GAS | INTERNAL_ERROR: IntrinsicGas
      ERIGON | OVERSIZED | INVALID: RLPTooLong
      ERIGON | OVERSIZED | INVALID: oversized data
      ERIGON | OVERSIZED | INVALID: initcode too large
      ERIGON | GAS_LIMIT | INTERNAL_ERROR: gas limit is too high
      ERIGON | MALFORMED | INTERNAL_ERROR: fork supporting this transaction type is not activated yet
      ERIGON | MALFORMED | INTERNAL_ERROR: invalid sender
      ERIGON | MALFORMED | invalid chain id, expected: 1 got: 5
      """
          .lines()
          .toList();

  private record Answer(Client client, SendRefusal meaning, String text) {
    static Answer of(final String line) {
      final String[] cells = line.split(" \\| ", 3);
      return new Answer(Client.valueOf(cells[0]), SendRefusal.valueOf(cells[1]), cells[2]);
    }
  }

  private static List<Answer> answers() {
    return ANSWERS.stream().map(Answer::of).toList();
  }

  @Test
  void eachAnswerHasItsMeaning() {
    assertThat(answers())
        .allSatisfy(
            answer ->
                assertThat(RefusalTexts.meaning(answer.text()))
                    .as("%s: %s", answer.client(), answer.text())
                    .isEqualTo(answer.meaning()));
  }

  @Test
  void eachClientHasWordsForEachClassThatItKnows() {
    final Map<Client, Set<SendRefusal>> known = new EnumMap<>(Client.class);
    answers()
        .forEach(
            answer ->
                known
                    .computeIfAbsent(answer.client(), key -> EnumSet.noneOf(SendRefusal.class))
                    .add(answer.meaning()));
    for (final Client client : Client.values()) {
      final Set<SendRefusal> expected = EnumSet.allOf(SendRefusal.class);
      expected.remove(SendRefusal.UNKNOWN);
      expected.removeAll(WITHOUT_WORDS.get(client));
      assertThat(known.get(client)).as(client.name()).isEqualTo(expected);
    }
  }

  /** So that a text can be looked up again where it is from. */
  @Test
  void eachTextNamesItsClient() {
    assertThat(RefusalTexts.ALL)
        .allSatisfy(
            text ->
                assertThat(text.source())
                    .matches("(geth|Nethermind|Besu|reth|Erigon [23]|anvil|revm).*"));
  }
}
