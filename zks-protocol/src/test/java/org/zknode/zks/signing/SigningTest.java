/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.Secp256k1;

/** Vectors of docs/spec/batch-verification.md, "Signing vectors". */
class SigningTest {
  private static final PrivateKey KEY =
      PrivateKey.fromHex("0x7726827caac94a7f9e1b160f7ea819f172f7b6f9d2a97f992c38edeab82d4110");
  private static final Bytes32 NONCE = Bytes32.repeat((byte) 0xab);
  private static final MultisigCommitter COMMITTER =
      new MultisigCommitter(
          BigInteger.ONE,
          new Address(Bytes.repeat((byte) 0x22, 20)),
          new Address(Bytes.repeat((byte) 0x11, 20)));
  private static final Bytes BATCH_DATA = Bytes.fromHexString("04deadbeef");

  @Test
  void verifierAuthVector() {
    assertThat(VerifierAuthentication.prehash(NONCE).toUnprefixedHexString())
        .isEqualTo("af1cd0eb097b283d62acf6fe146d34abfa9a1e9a493da4d3d3e1b00b46864849");
    assertThat(VerifierAuthentication.sign(NONCE, KEY).toUnprefixedHexString())
        .isEqualTo(
            "e1640ea34320dd3e6e90e16064d2ffe10cb5055320f5adf7642152c44d5b0746"
                + "592ef1f1b6f198fe72def25abbb50c5742a67aeb5a3cb2a440d78a9a73a760d11b");
  }

  @Test
  void recoversTheSigner() {
    assertThat(VerifierAuthentication.recover(NONCE, VerifierAuthentication.sign(NONCE, KEY)))
        .contains(Address.fromHex("0x36615cf349d7f6344891b1e7ca7c72883f5dc049"));
  }

  @Test
  void acceptsEveryFormOfVAndHighS() {
    final Bytes signature = VerifierAuthentication.sign(NONCE, KEY);
    final int recoveryId = signature.get(64) - 27;
    final Bytes rs = signature.slice(0, 64);
    for (final int v : new int[] {recoveryId, 27 + recoveryId, 35 + recoveryId, 37 + recoveryId}) {
      assertThat(VerifierAuthentication.recover(NONCE, Bytes.concatenate(rs, Bytes.of(v))))
          .contains(KEY.address());
    }
    final BigInteger highS = Secp256k1.N.subtract(rs.slice(32).toUnsignedBigInteger());
    final Bytes high =
        Bytes.concatenate(
            rs.slice(0, 32),
            Bytes32.leftPad(Bytes.wrap(highS.toByteArray()).trimLeadingZeros()),
            Bytes.of(28 - recoveryId));
    assertThat(VerifierAuthentication.recover(NONCE, high)).contains(KEY.address());
  }

  @Test
  void malformedSignaturesRecoverToNobody() {
    final Bytes signature = VerifierAuthentication.sign(NONCE, KEY);

    assertThat(VerifierAuthentication.recover(NONCE, signature.slice(0, 64))).isEmpty();
    assertThat(VerifierAuthentication.recover(NONCE, Bytes.EMPTY)).isEmpty();
    assertThat(VerifierAuthentication.recover(NONCE, Bytes.wrap(new byte[65]))).isEmpty();
    assertThat(
            VerifierAuthentication.recover(
                NONCE, Bytes.concatenate(signature.slice(0, 64), Bytes.of(29))))
        .isEmpty();
    assertThat(VerifierAuthentication.recover(NONCE, Bytes.repeat((byte) 0xff, 65))).isEmpty();
  }

  @Test
  void eip712Vector() {
    assertThat(COMMITTER.domainSeparator().toUnprefixedHexString())
        .isEqualTo("68a05f310c0ff893188e84d7d7c2c7310d59f7bcff80b4d3789a0ff55d8574c9");
    assertThat(COMMITTER.structHash(7, BATCH_DATA).toUnprefixedHexString())
        .isEqualTo("9a6825c1d04a14e4801c8499dc828084ed24643ae827870759d7450e61dcfaed");
    assertThat(COMMITTER.digest(7, BATCH_DATA).toUnprefixedHexString())
        .isEqualTo("cf02f0fb9ceac172a3f313babd5da90afe528a383c2532ea948d7876bbf15db8");
    final Bytes signature = COMMITTER.sign(7, BATCH_DATA, KEY);
    assertThat(signature.toUnprefixedHexString())
        .isEqualTo(
            "435ddc6f3a2e9729027dcf48b1b65811f7cc20a6d85b4e623fcaf2fdb3ac3c9d"
                + "6e1672047284c73ea7023fadfe24be7e5ee5d206e20ec93f1da6883f4bd4a7261c");
    assertThat(COMMITTER.recover(7, BATCH_DATA, signature)).contains(KEY.address());
    assertThat(COMMITTER.recover(8, BATCH_DATA, signature))
        .isNotEqualTo(java.util.Optional.of(KEY.address()));
  }

  @Test
  void storedBatchInfoHasNineWords() {
    final Bytes encoded =
        new StoredBatchInfo(
                6,
                Bytes32.repeat((byte) 1),
                0,
                2,
                Bytes32.repeat((byte) 3),
                Bytes32.repeat((byte) 4),
                Bytes32.repeat((byte) 5),
                1_700_000_000,
                Bytes32.repeat((byte) 6))
            .encode();

    assertThat(encoded.size()).isEqualTo(288);
    assertThat(word(encoded, 0)).isEqualTo("0".repeat(63) + "6");
    assertThat(word(encoded, 1)).isEqualTo("01".repeat(32));
    assertThat(word(encoded, 3)).isEqualTo("0".repeat(63) + "2");
    assertThat(word(encoded, 7)).isEqualTo("0".repeat(56) + "6553f100");
    assertThat(word(encoded, 8)).isEqualTo("06".repeat(32));
  }

  @Test
  void commitBatchInfoLayoutFollowsTheMinor() {
    final CommitBatchInfo info = commitInfo();

    final Bytes minor31 = info.encode(31);
    final Bytes minor30 = info.encode(30);

    // Offset, 16 words, length of operatorDAInput, its padded content.
    assertThat(minor31.size()).isEqualTo(32 * (1 + 16 + 1 + 1));
    assertThat(word(minor31, 0)).isEqualTo("0".repeat(62) + "20");
    assertThat(word(minor31, 4)).isEqualTo("0".repeat(63) + "9");
    assertThat(word(minor31, 15)).isEqualTo("0".repeat(61) + "200");
    assertThat(word(minor31, 16)).isEqualTo("0".repeat(60) + "7a69");
    assertThat(word(minor31, 17)).isEqualTo("0".repeat(63) + "3");
    assertThat(word(minor31, 18)).isEqualTo("0a0b0c" + "0".repeat(58));
    assertThat(minor30.size()).isEqualTo(minor31.size() - 64);
    assertThat(word(minor30, 14)).isEqualTo("0".repeat(61) + "1c0");
    assertThat(info.encode(32)).isEqualTo(minor31);
    assertThatThrownBy(() -> info.encode(33)).hasMessageContaining("33");
  }

  @Test
  void minor29HasAValidatorAndNoBlockNumbers() {
    final Bytes encoded = commitInfo().encodeMinor29(new Address(Bytes.repeat((byte) 0x33, 20)));

    assertThat(encoded.size()).isEqualTo(32 * (1 + 12 + 1 + 1));
    assertThat(word(encoded, 0)).isEqualTo("0".repeat(62) + "20");
    assertThat(word(encoded, 7)).isEqualTo("0".repeat(24) + "33".repeat(20));
    assertThat(word(encoded, 8)).isEqualTo("02".repeat(32));
    assertThat(word(encoded, 9)).isEqualTo("0".repeat(62) + "64");
    assertThat(word(encoded, 10)).isEqualTo("0".repeat(62) + "78");
    assertThat(word(encoded, 11)).isEqualTo("0".repeat(61) + "3e9");
    assertThat(word(encoded, 12)).isEqualTo("0".repeat(61) + "180");
    assertThat(word(encoded, 13)).isEqualTo("0".repeat(63) + "3");
    assertThat(word(encoded, 14)).isEqualTo("0a0b0c" + "0".repeat(58));
    assertThat(MultisigCommitter.batchData(29, Bytes.repeat((byte) 1, 288), encoded).get(0))
        .isEqualTo((byte) 2);
    assertThatThrownBy(() -> commitInfo().encode(29)).hasMessageContaining("validator");
  }

  @Test
  void batchDataIsVersionThenParameters() {
    final Bytes previous = Bytes.repeat((byte) 1, 288);
    final Bytes commit = commitInfo().encode(31);

    final Bytes data = MultisigCommitter.batchData(31, previous, commit);

    assertThat(data.get(0)).isEqualTo((byte) 4);
    assertThat(data.slice(1, 288)).isEqualTo(previous);
    assertThat(word(data.slice(1), 9)).isEqualTo("0".repeat(61) + "140");
    assertThat(word(data.slice(1), 10)).isEqualTo("0".repeat(63) + "1");
    assertThat(data.slice(1 + 11 * 32)).isEqualTo(commit);
    assertThat(MultisigCommitter.batchData(30, previous, commit).get(0)).isEqualTo((byte) 3);
    assertThatThrownBy(() -> MultisigCommitter.batchData(31, commit, commit))
        .hasMessageContaining("288");
  }

  private static CommitBatchInfo commitInfo() {
    return new CommitBatchInfo(
        7,
        Bytes32.repeat((byte) 1),
        0,
        9,
        Bytes32.ZERO,
        Bytes32.ZERO,
        Bytes32.ZERO,
        2,
        Bytes32.repeat((byte) 2),
        100,
        10,
        120,
        12,
        1001,
        Bytes.of(10, 11, 12),
        31337);
  }

  private static String word(final Bytes data, final int index) {
    return data.slice(index * 32, 32).toUnprefixedHexString();
  }
}
