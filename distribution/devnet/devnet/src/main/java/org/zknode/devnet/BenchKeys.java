/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.List;
import java.util.stream.IntStream;
import org.zknode.eth.PrivateKey;

/** Accounts that have ether from genesis on, on devnets for measuring. */
public final class BenchKeys {
  /** Many senders, so that nothing waits for one account's order. */
  public static final int COUNT = 256;

  private BenchKeys() {}

  /** The same keys in every run. */
  public static List<PrivateKey> all() {
    return IntStream.range(0, COUNT)
        .mapToObj(i -> PrivateKey.fromHex(DevKeys.derived("bench account " + i)))
        .toList();
  }
}
