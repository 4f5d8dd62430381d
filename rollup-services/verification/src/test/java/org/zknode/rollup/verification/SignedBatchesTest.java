/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;

class SignedBatchesTest {
  private static final Bytes32 HASH = Bytes32.repeat((byte) 1);
  private static final Bytes DATA = Bytes.of(1, 2);
  private static final Bytes SIGNATURE = Bytes.repeat((byte) 3, 65);

  private final SignedBatches signed = new SignedBatches();

  private static VerifyRequest request(final long id, final long batch) {
    return new VerifyRequest(id, batch, 1, 2, 1, Bytes.of(4), Bytes.of(5), 31);
  }

  @Test
  void aSignatureIsForExactlyWhatWasSigned() {
    signed.remember(request(1, 1), HASH, DATA, SIGNATURE);
    assertThat(signed.find(request(2, 1), HASH, DATA)).contains(SIGNATURE);
    assertThat(signed.find(request(1, 2), HASH, DATA)).isEmpty();
    assertThat(signed.find(request(1, 1), HASH.not(), DATA)).as("another chain").isEmpty();
    assertThat(signed.find(request(1, 1), HASH, Bytes.EMPTY)).as("other data").isEmpty();
  }

  @Test
  void onlyTheNewestAreRemembered() {
    for (int batch = 0; batch <= SignedBatches.MAX_REMEMBERED; batch++) {
      signed.remember(request(1, batch), HASH, DATA, SIGNATURE);
    }
    assertThat(signed.find(request(1, 0), HASH, DATA)).isEmpty();
    for (int batch = 1; batch <= SignedBatches.MAX_REMEMBERED; batch++) {
      assertThat(signed.find(request(1, batch), HASH, DATA)).contains(SIGNATURE);
    }
  }
}
