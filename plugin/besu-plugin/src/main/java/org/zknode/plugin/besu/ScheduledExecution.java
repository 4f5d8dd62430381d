/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import org.hyperledger.besu.ethereum.mainnet.ProtocolSchedule;
import org.zknode.rollup.witness.StatelessExecutions.Chain;

/** Besu's EVM by the rules of a genesis file that Besu has read. */
public final class ScheduledExecution {
  private ScheduledExecution() {}

  /**
   * @throws HostException they are not the rollup's rules, or this Besu lacks something for them
   */
  public static Chain of(final ProtocolSchedule schedule) {
    final BigInteger chainId =
        schedule
            .getChainId()
            .orElseThrow(() -> new HostException("the genesis file has no chainId"));
    ChainRequirements.check(schedule);
    return new Chain(chainId.longValueExact(), new StatelessExecutor(schedule));
  }
}
