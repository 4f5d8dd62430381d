/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.time.Duration;
import java.util.List;
import org.zknode.eth.Address;

/**
 * Whose approval a main node's batches need.
 *
 * @param threshold distinct accepted signatures that a batch needs before it goes to L1; 0 asks
 *     nobody
 * @param accepted addresses whose signatures count
 * @param requestTimeout one attempt to collect signatures
 * @param retryDelay between attempts
 */
public record VerificationConfig(
    int threshold, List<Address> accepted, Duration requestTimeout, Duration retryDelay) {
  public VerificationConfig {
    accepted = List.copyOf(accepted);
  }
}
