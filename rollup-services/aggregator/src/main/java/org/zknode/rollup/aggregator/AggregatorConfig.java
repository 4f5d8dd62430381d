/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.nio.file.Path;
import java.time.Duration;
import org.zknode.eth.Address;
import org.zknode.rollup.grpc.ServerAccess;

/**
 * @param host interface of the gRPC server for provers
 * @param port TCP port of the gRPC server
 * @param keyFile file with the hex key that sends verifyBatchesTrustedAggregator
 * @param beneficiary receives the reward on L1; default the key's address
 * @param verifyInterval shortest time between two final proofs
 * @param proofTimeout lease of one proof job
 * @param pollInterval how often a prover is asked for its proof
 * @param maxInputBytes most of one batch's input, else it goes without witnesses; 0 = none has any
 * @param access who may connect as a prover
 * @param rules when provers are used and which reward is enough
 */
public record AggregatorConfig(
    String host,
    int port,
    Path keyFile,
    Address beneficiary,
    Duration verifyInterval,
    Duration proofTimeout,
    Duration pollInterval,
    int maxInputBytes,
    ServerAccess access,
    ProverRules rules) {

  /** What our provers take in one message. */
  public static final int DEFAULT_MAX_INPUT_BYTES = 64 << 20;

  /** Open to every prover, with the default rules. */
  public AggregatorConfig(
      final String host,
      final int port,
      final Path keyFile,
      final Address beneficiary,
      final Duration verifyInterval,
      final Duration proofTimeout,
      final Duration pollInterval) {
    this(
        host,
        port,
        keyFile,
        beneficiary,
        verifyInterval,
        proofTimeout,
        pollInterval,
        DEFAULT_MAX_INPUT_BYTES,
        ServerAccess.OPEN,
        ProverRules.DEFAULT);
  }
}
