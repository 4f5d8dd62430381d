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

/**
 * All attempts to collect signatures over one commitment; the rules of
 * docs/spec/batch-verification.md, "Collecting signatures", except that a signature counts
 * whichever attempt asked for it: it is bound to what was signed, and a verifier may need longer
 * than one attempt lasts.
 */
final class SignatureCollection {
  /** Different refusal texts that are kept for the operator; verifiers are not trusted. */
  private static final int MAX_REFUSALS = 8;

  /** Characters of one refusal text that are kept. */
  private static final int MAX_REFUSAL_LENGTH = 256;

  private final long firstRequestId;
  private final BatchCommitment commitment;
  private final MultisigCommitter committer;
  private final Set<Address> accepted;
  private final FailedResponses failures;
  private final Set<Address> signers = new LinkedHashSet<>();
  private final Map<String, Integer> refusals = new LinkedHashMap<>();
  private long lastRequestId;

  /**
   * @param requestId of the first attempt
   */
  SignatureCollection(
      final long requestId,
      final BatchCommitment commitment,
      final MultisigCommitter committer,
      final Set<Address> accepted,
      final FailedResponses failures) {
    this.firstRequestId = requestId;
    this.lastRequestId = requestId;
    this.commitment = commitment;
    this.committer = committer;
    this.accepted = accepted;
    this.failures = failures;
  }

  BatchCommitment commitment() {
    return commitment;
  }

  /**
   * The same is asked for again; refusals are told of the newest attempt.
   *
   * @param kept whose signatures are stored: not those of a batch that was given up and made again
   *     as it was
   */
  void again(final long requestId, final Set<Address> kept) {
    lastRequestId = requestId;
    signers.retainAll(kept);
    refusals.clear();
  }

  /** The signature if it counts and its signer's is not {@link #stored} yet. */
  Optional<BatchSignature> add(final VerifyResult result) {
    if (result.batchNumber() != commitment.batchNumber()) {
      return Optional.empty();
    }
    if (result.signature().isEmpty()) {
      if (isAnswer(result)) {
        failures.refused().increment();
        refuse(result.refusal());
      }
      return Optional.empty();
    }
    // Recovery over our own digest: a signature over other data recovers to an unknown signer.
    final Bytes signature = result.signature();
    final Optional<Address> signer =
        committer.recover(commitment.batchNumber(), commitment.batchData(), signature);
    if (signer.filter(accepted::contains).isPresent()) {
      return signers.contains(signer.get())
          ? Optional.empty()
          : Optional.of(new BatchSignature(commitment.batchNumber(), signer.get(), signature));
    }
    if (isAnswer(result)) {
      if (signer.isEmpty()) {
        failures.invalidSignature().increment();
        refuse("invalid signature");
      } else {
        failures.unknownSigner().increment();
        refuse("unknown signer " + signer.get());
      }
    }
    return Optional.empty();
  }

  /** From now on that signer's signature is not needed again; before, a database may fail. */
  void stored(final BatchSignature signature) {
    signers.add(signature.signer());
  }

  /** Else it was asked for another commitment of that number, and says nothing of this one. */
  private boolean isAnswer(final VerifyResult result) {
    return result.requestId() >= firstRequestId && result.requestId() <= lastRequestId;
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
