/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.Optional;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;

/** A prover at the level of its answers; an empty one means that it is gone. */
public interface SimulatedProver {
  String name();

  boolean isOpen();

  Optional<GetStatusResponse> status();

  Optional<String> proveBatch(InputProver input);

  Optional<String> aggregate(String first, String second);

  Optional<String> finish(String proof, String aggregatorAddress);

  Optional<GetProofResponse> proof(String id);

  void cancel(String id);
}
