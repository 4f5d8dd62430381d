/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class PeerLogTest {
  private final AtomicLong now = new AtomicLong(1);
  private final PeerLog log = new PeerLog(now::get);
  private final Lines lines = new Lines();

  /** Keeps what is logged at INFO and above. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private final transient List<String> written = new ArrayList<>();

    @Override
    protected String getFullyQualifiedCallerName() {
      return Lines.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
        final Level level,
        final Marker marker,
        final String message,
        final Object[] arguments,
        final Throwable throwable) {
      if (level.toInt() >= Level.INFO.toInt()) {
        written.add(level + " " + MessageFormatter.basicArrayFormat(message, arguments));
      }
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }

  @Test
  void whoDialsAgainAndAgainDoesNotFillTheLog() {
    for (int i = 0; i < PeerLog.INFOS + 7; i++) {
      log.info(lines, true, "peer {} connected");
    }
    assertThat(lines.written).hasSize(PeerLog.INFOS).containsOnly("INFO peer {} connected");

    log.info(lines, false, "main node connected");
    assertThat(lines.written).last().isEqualTo("INFO main node connected");

    now.addAndGet(LogBudget.WINDOW);
    log.info(lines, true, "next");
    assertThat(lines.written).last().isEqualTo("INFO next (7 such lines left out before)");
  }

  @Test
  void warningsHaveABudgetOfTheirOwn() {
    for (int i = 0; i < PeerLog.INFOS; i++) {
      log.info(lines, true, "connected");
    }
    lines.written.clear();
    for (int i = 0; i < PeerLog.WARNINGS + 1; i++) {
      log.warn(lines, "malformed");
    }
    assertThat(lines.written).hasSize(PeerLog.WARNINGS).containsOnly("WARN malformed");
  }
}
