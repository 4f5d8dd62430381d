/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Signature;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rlp.RlpWriter;
import org.zknode.rollup.testkit.TestTransactions;

class IntrinsicGasTest {
  private static final PrivateKey KEY = TestTransactions.key(1);

  private static long gas(final Optional<Address> to, final Bytes data) {
    return IntrinsicGas.of(dynamicFee(to, data)).longValueExact();
  }

  private static SignedTransaction dynamicFee(final Optional<Address> to, final Bytes data) {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            1001,
            0,
            BigInteger.ONE,
            BigInteger.ONE,
            21_000,
            to,
            BigInteger.ZERO,
            data),
        KEY);
  }

  @Test
  void transfersDataAndCreations() {
    final Optional<Address> to = Optional.of(KEY.address());
    assertThat(gas(to, Bytes.EMPTY)).isEqualTo(21_000);
    assertThat(gas(to, Bytes.of(0, 1, 0xff))).isEqualTo(21_000 + 4 + 16 + 16);
    assertThat(gas(Optional.empty(), Bytes.EMPTY)).isEqualTo(53_000);
    assertThat(gas(Optional.empty(), Bytes.repeat((byte) 1, 33)))
        .isEqualTo(53_000 + 33 * 16 + 2 * 2);
  }

  @Test
  void accessListsAndAuthorizations() {
    assertThat(IntrinsicGas.of(withLists(1))).isEqualTo(21_000 + 2 * 2_400 + 3 * 1_900);
    assertThat(IntrinsicGas.of(withLists(2))).isEqualTo(21_000 + 2 * 2_400 + 3 * 1_900);
    assertThat(IntrinsicGas.of(withLists(4)))
        .isEqualTo(21_000 + 2 * 2_400 + 3 * 1_900 + 2 * 25_000);
  }

  /** EIP-7623: 10 for a zero byte, 40 for another, whatever the data would cost otherwise. */
  @Test
  void dataHasALeastPrice() {
    final SignedTransaction transaction = withLists(4);
    assertThat(IntrinsicGas.floor(transaction)).isEqualTo(21_000);
    assertThat(IntrinsicGas.floor(dynamicFee(Optional.empty(), Bytes.of(0, 1, 0, 0xff))))
        .isEqualTo(21_000 + 2 * 10 + 2 * 40);
  }

  /** Two addresses with one and two keys; type 4 with two authorizations. */
  private static SignedTransaction withLists(final int type) {
    final Bytes unsigned = RlpWriter.encodeList(writer -> fields(writer, type));
    final Signature signature = KEY.sign(Keccak256.hash(Bytes.of(type), unsigned));
    return SignedTransaction.decode(
        Bytes.concatenate(
            Bytes.of(type),
            RlpWriter.encodeList(
                writer -> {
                  fields(writer, type);
                  writer.uint64(signature.recoveryId());
                  writer.integer(signature.r()).integer(signature.s());
                })));
  }

  private static void fields(final RlpWriter writer, final int type) {
    writer.uint64(1001).uint64(0).uint64(1);
    if (type != 1) {
      writer.uint64(1);
    }
    writer.uint64(100_000).bytes(KEY.address().bytes()).uint64(0).bytes(Bytes.EMPTY);
    writer.list(
        accessList -> {
          for (int keys = 1; keys <= 2; keys++) {
            final int count = keys;
            accessList.list(
                entry -> {
                  entry.bytes(KEY.address().bytes());
                  entry.list(
                      list -> {
                        for (int i = 0; i < count; i++) {
                          list.bytes(Bytes32.ZERO);
                        }
                      });
                });
          }
        });
    if (type == 4) {
      writer.list(
          list -> list.list(IntrinsicGasTest::authorization).list(IntrinsicGasTest::authorization));
    }
  }

  /** EIP-7702: chain id, address, nonce, y parity, r, s. */
  private static void authorization(final RlpWriter tuple) {
    tuple.uint64(1001).bytes(KEY.address().bytes()).uint64(0).uint64(1).uint64(2).uint64(3);
  }
}
