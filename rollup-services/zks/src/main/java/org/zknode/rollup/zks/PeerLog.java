/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * What is logged of peers. Those that dialled this node can do so as often as they like: their
 * lines have a budget, beyond which they are written at DEBUG. Thread-safe.
 */
public final class PeerLog {
  /** Warnings in a minute: enough to see what goes on. */
  static final int WARNINGS = 20;

  /** Lines of INFO in a minute: as many as fifty nodes cause that come back after a restart. */
  static final int INFOS = 200;

  private final LogBudget warnings;
  private final LogBudget infos;

  public PeerLog() {
    this(System::nanoTime);
  }

  PeerLog(final LongSupplier nanoTime) {
    warnings = new LogBudget(WARNINGS, nanoTime);
    infos = new LogBudget(INFOS, nanoTime);
  }

  /** For what any peer can cause as often as it likes. */
  void warn(final Logger log, final String line) {
    write(log, Level.WARN, line, warnings.take());
  }

  /**
   * @param inbound the peer dialled this node
   */
  public void info(final Logger log, final boolean inbound, final String line) {
    write(log, Level.INFO, line, inbound ? infos.take() : 0);
  }

  private static void write(
      final Logger log, final Level level, final String line, final long leftOut) {
    if (leftOut < 0) {
      log.debug(line);
    } else if (leftOut == 0) {
      log.atLevel(level).log(line);
    } else {
      log.atLevel(level).log("{} ({} such lines left out before)", line, leftOut);
    }
  }
}
