/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.verification.VerifierNetwork.VerifyRequest;

/**
 * The newest signatures that this verifier made. A main node asks for a batch until it has enough
 * signatures, and to execute it again each time could take longer than the main node waits. For one
 * thread.
 */
final class SignedBatches {
  /** A main node asks for one batch at a time; after L1 decided otherwise for an older one. */
  static final int MAX_REMEMBERED = 8;

  /**
   * @param lastBlock hash of the batch's last block here, which binds all before it
   * @param data of the batch, as this node has it
   */
  private record Signed(VerifyRequest request, Bytes32 lastBlock, Bytes data) {}

  private final Map<Signed, Bytes> signatures = new LinkedHashMap<>();

  void remember(
      final VerifyRequest request,
      final Bytes32 lastBlock,
      final Bytes data,
      final Bytes signature) {
    signatures.put(new Signed(withoutId(request), lastBlock, data), signature);
    while (signatures.size() > MAX_REMEMBERED) {
      signatures.remove(signatures.keySet().iterator().next());
    }
  }

  /** The signature over exactly that, made when the chain here was the same. */
  Optional<Bytes> find(final VerifyRequest request, final Bytes32 lastBlock, final Bytes data) {
    return Optional.ofNullable(signatures.get(new Signed(withoutId(request), lastBlock, data)));
  }

  private static VerifyRequest withoutId(final VerifyRequest request) {
    return new VerifyRequest(
        0,
        request.batchNumber(),
        request.firstBlock(),
        request.lastBlock(),
        request.pubdataMode(),
        request.commitData(),
        request.prevCommitData(),
        request.executionProtocolVersion());
  }
}
