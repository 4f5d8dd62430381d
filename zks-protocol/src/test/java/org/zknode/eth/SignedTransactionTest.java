/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.rlp.RlpWriter;

class SignedTransactionTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0x4646464646464646464646464646464646464646464646464646464646464646");

  /** The example of EIP-155. */
  @Test
  void decodesTheExampleOfEip155() {
    final SignedTransaction tx =
        SignedTransaction.decode(
            Bytes.fromHexString(
                "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"));

    assertThat(tx.sender())
        .isEqualTo(Address.fromHex("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"));
    assertThat(tx.signingHash().toHexString())
        .isEqualTo("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    assertThat(tx.nonce()).isEqualTo(9);
    assertThat(tx.chainId()).hasValue(1);
    assertThat(tx.value()).isEqualTo(BigInteger.TEN.pow(18));
  }

  @ParameterizedTest
  @EnumSource
  void recoversTheSenderOfWhatItSigned(final TransactionType type) {
    final SignedTransaction tx = sign(type);

    final SignedTransaction decoded = SignedTransaction.decode(tx.raw());

    assertThat(decoded).isEqualTo(tx);
    assertThat(decoded.sender()).isEqualTo(KEY.address());
    assertThat(decoded.type()).isEqualTo(type);
    assertThat(decoded.maxFeePerGas()).isEqualTo(BigInteger.valueOf(2_000_000_000));
  }

  @Test
  void setCodeTransactionsCarryTheirAuthorizations() {
    final PrivateKey authority = PrivateKey.fromHex("%064x".formatted(9));
    final Address code = Address.fromHex("0x3535353535353535353535353535353535353535");
    final List<Authorization> authorizations =
        List.of(
            Authorization.sign(1001, code, 0, authority),
            Authorization.sign(0, Address.ZERO, -1, KEY),
            new Authorization(BigInteger.ONE, code, 7, 255, BigInteger.ONE, BigInteger.TWO),
            new Authorization(
                BigInteger.ONE, code, 7, 0, BigInteger.ONE, Secp256k1.N.subtract(BigInteger.ONE)));
    final SignedTransaction tx =
        TransactionSigner.sign(unsigned(TransactionType.SET_CODE), authorizations, KEY);
    final SignedTransaction decoded = SignedTransaction.decode(tx.raw());
    assertThat(decoded.sender()).isEqualTo(KEY.address());
    assertThat(decoded.authorizations()).isEqualTo(authorizations);
    assertThat(decoded.accessList()).isEmpty();
    assertThat(decoded.authorizations().stream().map(Authorization::authority))
        .containsExactly(
            Optional.of(authority.address()),
            Optional.of(KEY.address()),
            Optional.empty(),
            Optional.empty());
    assertThat(sign(TransactionType.DYNAMIC_FEE).authorizations()).isEmpty();
    for (int size = 0; size < tx.raw().size(); size++) {
      final Bytes cut = tx.raw().slice(0, size);
      assertThatThrownBy(() -> SignedTransaction.decode(cut))
          .isInstanceOf(TransactionDecodeException.class);
    }
  }

  @Test
  void refusesBytesAfterTheEnd() {
    final Bytes raw = Bytes.concatenate(sign(TransactionType.DYNAMIC_FEE).raw(), Bytes.of(1));

    assertThatThrownBy(() -> SignedTransaction.decode(raw))
        .isInstanceOf(TransactionDecodeException.class)
        .hasMessageContaining("after the end");
  }

  @Test
  void refusesUnknownTypes() {
    assertThatThrownBy(() -> SignedTransaction.decode(Bytes.fromHexString("0x03c0")))
        .isInstanceOf(TransactionDecodeException.class)
        .hasMessageContaining("type not supported");
  }

  @Test
  void everyTruncationIsRefused() {
    final Bytes raw = sign(TransactionType.LEGACY).raw();
    for (int size = 0; size < raw.size(); size++) {
      final Bytes cut = raw.slice(0, size);
      assertThatThrownBy(() -> SignedTransaction.decode(cut))
          .isInstanceOf(TransactionDecodeException.class);
    }
  }

  /** Access lists and authorizations that are no such lists: other nodes refuse them too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "85 68656c6c6f", // a string
        "c101", // an entry that is no list
        "d8d7943535353535353535353535353535353535353535c0c0"
      })
  void refusesAccessListsOfAnotherShape(final String text) {
    final Bytes list = Bytes.fromHexString(text.replace(" ", ""));
    final Bytes raw =
        Bytes.concatenate(
            Bytes.of(1),
            RlpWriter.encodeList(
                w ->
                    w.uint64(1)
                        .uint64(0)
                        .uint64(1)
                        .uint64(21000)
                        .bytes(Address.ZERO.bytes())
                        .uint64(0)
                        .bytes(Bytes.EMPTY)
                        .raw(list)
                        .uint64(0)
                        .uint64(1)
                        .uint64(1)));

    assertThatThrownBy(() -> SignedTransaction.decode(raw))
        .isInstanceOf(TransactionDecodeException.class)
        .hasMessageContaining("malformed");
  }

  private static SignedTransaction sign(final TransactionType type) {
    return TransactionSigner.sign(unsigned(type), KEY);
  }

  private static TransactionSigner.Unsigned unsigned(final TransactionType type) {
    return new TransactionSigner.Unsigned(
        type,
        1001,
        3,
        BigInteger.valueOf(2_000_000_000),
        BigInteger.ONE,
        21000,
        Optional.of(Address.fromHex("0x3535353535353535353535353535353535353535")),
        BigInteger.valueOf(12345),
        Bytes.fromHexString("0xdeadbeef"));
  }

  @Test
  void aKnownSenderIsNotRecoveredAgain() {
    final PrivateKey key = PrivateKey.fromHex("%064x".formatted(7));
    final SignedTransaction transaction =
        TransactionSigner.sign(
            new TransactionSigner.Unsigned(
                TransactionType.DYNAMIC_FEE,
                1001,
                3,
                BigInteger.TEN,
                BigInteger.ONE,
                21_000,
                Optional.of(key.address()),
                BigInteger.ZERO,
                Bytes.EMPTY),
            key);
    assertThat(SignedTransaction.decode(transaction.raw(), key.address())).isEqualTo(transaction);
    final Address other = PrivateKey.fromHex("%064x".formatted(8)).address();
    assertThat(SignedTransaction.decode(transaction.raw(), other).sender()).isEqualTo(other);
  }
}
