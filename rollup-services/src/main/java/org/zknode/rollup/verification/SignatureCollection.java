/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.state.BatchSignature;
import org.zknode.rollup.verification.VerifierNetwork.VerifyResult;
import org.zknode.zks.signing.MultisigCommitter;

/** One attempt to collect signatures over one batch; the rules of spec zks-wire 8.1. */
final class SignatureCollection {
  /** Different refusal texts that are kept for the operator; verifiers are not trusted. */
  private static final int MAX_REFUSALS = 8;

  /** Characters of one refusal text that are kept. */
  private static final int MAX_REFUSAL_LENGTH = 256;

  private final long requestId;
  private final BatchCommitment commitment;
  private final MultisigCommitter committer;
  private final Set<Address> accepted;
  private final FailedResponses failures;
  private final Set<Address> signers = new LinkedHashSet<>();
  private final Map<String, Integer> refusals = new LinkedHashMap<>();

  SignatureCollection(
      final long requestId,
      final BatchCommitment commitment,
      final MultisigCommitter committer,
      final Set<Address> accepted,
      final FailedResponses failures) {
    this.requestId = requestId;
    this.commitment = commitment;
    this.committer = committer;
    this.accepted = accepted;
    this.failures = failures;
  }

  /** The signature if it counts and its signer had none in this attempt. */
  Optional<BatchSignature> add(final VerifyResult result) {
    if (result.requestId() != requestId) {
      return Optional.empty();
    }
    if (result.signature().isEmpty()) {
      failures.refused().increment();
      refuse(result.refusal());
      return Optional.empty();
    }
    // Recovery over our own digest: a signature over other data recovers to an unknown signer.
    final Bytes signature = result.signature();
    final Optional<Address> signer =
        committer.recover(commitment.batchNumber(), commitment.batchData(), signature);
    if (signer.isEmpty()) {
      failures.invalidSignature().increment();
      refuse("invalid signature");
      return Optional.empty();
    }
    if (!accepted.contains(signer.get())) {
      failures.unknownSigner().increment();
      refuse("unknown signer " + signer.get());
      return Optional.empty();
    }
    return signers.add(signer.get())
        ? Optional.of(new BatchSignature(commitment.batchNumber(), signer.get(), signature))
        : Optional.empty();
  }

  /** Why answers did not count, for the operator. */
  String refusals() {
    return refusals.isEmpty() ? "no refusals" : "refusals: " + refusals;
  }

  private void refuse(final String reason) {
    final String text =
        reason.length() > MAX_REFUSAL_LENGTH ? reason.substring(0, MAX_REFUSAL_LENGTH) : reason;
    if (refusals.size() < MAX_REFUSALS || refusals.containsKey(text)) {
      refusals.merge(text, 1, Integer::sum);
    }
  }
}
