/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;

/** EIP-7702: transactions that delegate accounts, and those of delegated accounts. */
class SetCodeAdmissionTest extends AdmissionFixture {
  private static Unsigned setCode(final long nonce, final Optional<Address> to) {
    return new Unsigned(
        TransactionType.SET_CODE,
        1001,
        nonce,
        GWEI,
        GWEI,
        60_000,
        to,
        BigInteger.ZERO,
        Bytes.EMPTY);
  }

  @Test
  void setCodeTransactions() throws Exception {
    final List<Authorization> one = List.of(Authorization.sign(1001, BOB, 0, POOR));
    assertRefused(
        TransactionSigner.sign(setCode(0, VALID.to()), List.of(), ALICE),
        "set code tx must have at least one authorization tuple");
    assertRefused(
        TransactionSigner.sign(setCode(0, Optional.empty()), one, ALICE),
        "EIP-7702 transaction cannot be used to create contract");
    assertRefused(
        TransactionSigner.sign(
            setCode(0, VALID.to()), List.of(one.getFirst(), one.getFirst()), ALICE),
        "intrinsic gas too low");
    final SignedTransaction valid = TransactionSigner.sign(setCode(0, VALID.to()), one, ALICE);
    admission.submit(valid);
    assertThat(pool.find(valid.hash())).isPresent();
    final SignedTransaction creation =
        TransactionSigner.sign(setCode(0, Optional.empty()), one, ALICE);
    assertRefusedBy(
        new Rules(true, false, false),
        creation,
        "EIP-7702 transaction cannot be used to create contract");
  }

  /**
   * EIP-7702, "Transaction propagation": others can make a delegated account's waiting ones void.
   */
  @Test
  void ofADelegatedAccountOnlyTheNextTransactionIsTaken() throws Exception {
    final L2Block head = engine.head();
    engine.extend(
        new BlockAttributes(1, head.hash(), 1, BOB, head.gasLimit(), 0, Bytes32.ZERO),
        List.of(
            TransactionSigner.sign(
                    setCode(0, VALID.to()), List.of(Authorization.sign(0, BOB, 1, ALICE)), ALICE)
                .raw()),
        Optional.empty());
    assertThat(engine.account(ALICE.address()).nonce()).isEqualTo(2);
    assertRefused(withNonce(3), "gapped-nonce tx from delegated accounts");
    admission.submit(TransactionSigner.sign(withNonce(2), ALICE));
  }
}
