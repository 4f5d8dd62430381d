/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.metrics.Metrics.Counter;

/**
 * Answers of verifiers that did not count, by reason (docs/spec/batch-verification.md, "Collecting
 * signatures" and "Metrics").
 *
 * @param unknownSigner also what a signature over other data looks like
 */
record FailedResponses(Counter refused, Counter invalidSignature, Counter unknownSigner) {
  static FailedResponses in(final Metrics metrics) {
    return new FailedResponses(
        metrics.counter(
            "batch_verification_sequencer_failed_refused_total", "Batches that a verifier refused"),
        metrics.counter(
            "batch_verification_sequencer_failed_invalid_signature_total",
            "Answers whose signature is malformed"),
        metrics.counter(
            "batch_verification_sequencer_failed_unknown_signer_total",
            "Signatures of nobody accepted, or over other data"));
  }
}
