/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.util.List;
import java.util.stream.IntStream;

/** Ports on the loopback interface for what is no part of a devnet. */
public final class FreePorts {
  private FreePorts() {}

  /** So many that are free now. */
  public static List<Integer> of(final int count) {
    return IntStream.of(Ports.freePorts(count)).boxed().toList();
  }
}
