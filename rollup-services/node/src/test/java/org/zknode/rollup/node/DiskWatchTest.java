/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.engine.DiskSpace;
import org.zknode.rollup.engine.DiskSpace.Room;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.status.SyncStatus;
import org.zknode.rollup.testkit.MutableClock;

class DiskWatchTest {
  private static final long GIB = 1L << 30;

  private final MutableClock clock = MutableClock.create();
  private final SyncStatus status = new SyncStatus();
  private long free = 100 * GIB;
  private boolean silent;
  private final DiskWatch watch =
      new DiskWatch(
          new DiskSpace(
              "/data",
              () -> {
                if (silent) {
                  throw new IOException("gone");
                }
                return new Room(free, 200 * GIB);
              },
              clock),
          status.status());

  private String told() {
    clock.advance(DiskWatch.INTERVAL);
    watch.step();
    return status.text("disk");
  }

  @Test
  void aDiskThatFillsUpIsToldBeforeItIsFullAndUntilThereIsRoom() {
    assertThat(told()).isEmpty();
    free = 2 * GIB - 1;
    assertThat(told())
        .isEqualTo(
            "the disk of /data has 2047 MiB left; below 1024 MiB no block is written until there is"
                + " room");
    free = 0;
    assertThat(told()).contains("has 0 MiB left");
    free = 2 * GIB;
    assertThat(told()).isEmpty();
  }

  /** The loop that calls it tells that under its own name, disk-watch. */
  @Test
  void aFileSystemThatDoesNotSayIsAPassingFailure() {
    free = 0;
    assertThat(told()).isNotEmpty();
    silent = true;
    clock.advance(Duration.ofMinutes(1));
    assertThatThrownBy(watch::step)
        .isInstanceOf(EngineException.class)
        .hasMessage("the room on the disk of /data is not known");
  }
}
