/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.util.Optional;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;

/**
 * What every transaction has to fit, whatever it does.
 *
 * @param batch what an empty batch has of each resource
 * @param dataBytes longest data that the pool takes
 */
public record ClaimBounds(Resources batch, int dataBytes) {
  /** Why that call fits no batch or no pool; empty when it may. */
  Optional<String> refuses(final L2Call call, final CallOutcome.Success outcome) {
    if (call.data().size() > dataBytes) {
      return Optional.of(
          "it has %d bytes of data, the pool takes %d".formatted(call.data().size(), dataBytes));
    }
    final Optional<Resource> exceeded =
        outcome
            .counters()
            .flatMap(counters -> Resources.of(outcome.gasUsed(), counters).firstAbove(batch));
    return exceeded.map(resource -> "it needs more than a batch has of " + resource.text());
  }
}
