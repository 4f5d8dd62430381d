/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.nio.file.Path;
import org.zknode.rollup.witness.StatelessExecutions;

/** A process that is no Besu and has one's EVM: opens a genesis file and tells its chain id. */
final class StatelessMain {
  private StatelessMain() {}

  public static void main(final String[] arguments) {
    try {
      final StatelessExecutions.Chain chain =
          StatelessExecutions.find().open(Path.of(arguments[0]));
      System.out.println("chain " + chain.id());
    } catch (final IllegalStateException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
