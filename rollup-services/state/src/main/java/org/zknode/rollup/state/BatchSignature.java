/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.util.List;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * An accepted approval of a batch by one verifier (docs/spec/batch-verification.md, "Approval
 * signature"), 65 bytes r, s, v.
 */
public record BatchSignature(long batchNumber, Address signer, Bytes signature) {
  /** Distinct signers that count. */
  public static long countSigners(
      final List<BatchSignature> signatures, final Set<Address> accepted) {
    return signatures.stream()
        .map(BatchSignature::signer)
        .filter(accepted::contains)
        .distinct()
        .count();
  }
}
