/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import java.util.Optional;

/** All checks, in the order in which they run: the gentle ones first. */
public final class Suite {
  private static final List<Check> ALL =
      List.of(
          new HelloCheck(),
          new ReplayCheck(),
          new MaxBlocksCheck(),
          new AuthCheck(),
          new BadAuthCheck(),
          new FutureBlockCheck(),
          new TrailingBytesCheck(),
          new SecondRequestCheck(),
          MalformedRequestCheck.truncated(),
          MalformedRequestCheck.extraItem(),
          MalformedRequestCheck.nonCanonical(),
          new UnknownIdCheck(),
          new RetiredIdCheck(),
          new WrongRoleCheck(),
          new NoCommonVersionCheck(),
          new SlowReaderCheck(),
          new OversizeCheck(),
          new FloodCheck(),
          new ConnectFloodCheck());

  private Suite() {}

  public static List<Check> all() {
    return ALL;
  }

  public static Optional<Check> find(final String name) {
    return ALL.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
