/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.tuweni.bytes.Bytes;

/** Fuzz target of signed transactions: anybody may submit one. */
class TransactionFuzzTest {
  @FuzzTest
  void signedTransaction(final byte[] data) {
    final Bytes raw = Bytes.wrap(data);
    final SignedTransaction transaction;
    try {
      transaction = SignedTransaction.decode(raw);
    } catch (final TransactionDecodeException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    assertThat(transaction.raw()).isEqualTo(raw);
    assertThat(transaction.hash()).isEqualTo(Keccak256.hash(raw));
    assertThat(transaction.upfrontCost().signum()).isNotNegative();
    assertThat(transaction.signature().s()).isLessThanOrEqualTo(Secp256k1.HALF_N);
    assertThat(transaction.sender().bytes().size()).isEqualTo(Address.SIZE);
  }
}
