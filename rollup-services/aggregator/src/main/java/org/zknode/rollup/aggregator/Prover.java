/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Status;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;

/**
 * One connected prover, as the aggregator talks to it (docs/spec/provers.md, "Conversation"):
 * strictly one question, one answer, in turn. Every question fails with {@link ProverException}
 * when the prover is gone, does not answer in time or answers something else.
 */
interface Prover {
  /** Its address, for messages. */
  String remote();

  GetStatusResponse getStatus() throws ProverException, InterruptedException;

  /** Returns the prover's id of the proof to come. */
  String genBatchProof(InputProver input) throws ProverException, InterruptedException;

  /** Returns the prover's id of the proof to come. */
  String genAggregatedProof(String first, String second)
      throws ProverException, InterruptedException;

  /** Returns the prover's id of the proof to come. */
  String genFinalProof(String proof, String aggregatorAddress)
      throws ProverException, InterruptedException;

  /** Asks once for a proof; it may be pending. */
  GetProofResponse getProof(String id) throws ProverException, InterruptedException;

  /** The prover need not go on with that proof. */
  void cancel(String id) throws ProverException, InterruptedException;

  boolean isOpen();

  /** Ends the connection; the prover sees the status with its description. */
  void close(Status status);
}
