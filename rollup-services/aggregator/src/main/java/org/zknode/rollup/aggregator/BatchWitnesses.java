/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import java.util.Optional;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.BatchRecordings.Recorded;

/** Port to what provers without a state need of batches. */
@FunctionalInterface
public interface BatchWitnesses {
  /**
   * As {@code BatchRecordings.of}.
   *
   * @throws org.zknode.rollup.engine.EngineException there is none
   */
  Optional<Recorded> of(Batch batch);
}
