/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.witness;

import java.util.Optional;
import org.zknode.rollup.chain.ExecutionWitness;

/** Port to other nodes that have the state: a witness cannot lie, so anybody may record it. */
@FunctionalInterface
public interface WitnessSource {

  /**
   * What consecutive blocks need that are in the chain as they are, in the scope of a batch.
   *
   * @return empty when nobody has it in time
   */
  Optional<ExecutionWitness> ofBlocks(long first, long last);
}
