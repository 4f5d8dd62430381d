/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.rollup.engine.DiskSpace.Room;
import org.zknode.rollup.testkit.MutableClock;

class DiskSpaceTest {
  private static final long GIB = 1L << 30;

  private final MutableClock clock = MutableClock.create();
  private Room room = new Room(100 * GIB, 200 * GIB);
  private boolean broken;
  private final DiskSpace space =
      new DiskSpace(
          "/data",
          () -> {
            if (broken) {
              throw new IOException("gone");
            }
            return room;
          },
          clock);

  @Test
  void noBlockIsBegunWithoutRoomAndAgainWhenThereIsSome() {
    assertThatCode(space::requireRoom).doesNotThrowAnyException();
    assertThat(space.room().isLow()).isFalse();

    room = new Room(2 * GIB - 1, 200 * GIB);
    clock.advance(Duration.ofSeconds(2));
    assertThat(space.room().isLow()).isTrue();
    assertThatCode(space::requireRoom).doesNotThrowAnyException();

    room = new Room(GIB - 1, 200 * GIB);
    clock.advance(Duration.ofSeconds(2));
    assertThatThrownBy(space::requireRoom)
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "the disk of /data has 1023 MiB left; below 1024 MiB no block is written until there is"
                + " room");

    room = new Room(50 * GIB, 200 * GIB);
    clock.advance(Duration.ofSeconds(2));
    assertThatCode(space::requireRoom).doesNotThrowAnyException();
  }

  @Test
  void aSmallFileSystemNeedsAPartOfItself() {
    assertThat(new Room(100, 500).isTooLittle()).isFalse();
    assertThat(new Room(99, 500).isTooLittle()).isTrue();
    assertThat(new Room(199, 500).isLow()).isTrue();
    assertThat(new Room(200, 500).isLow()).isFalse();
  }

  @Test
  void aFileSystemThatDoesNotSayIsAFailureOfTheEngine() {
    broken = true;
    assertThatThrownBy(space::requireRoom)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("/data");
  }

  @Test
  void aRealDirectoryHasRoom(@TempDir final Path directory) {
    assertThat(DiskSpace.of(directory, Clock.systemUTC()).room().total()).isPositive();
  }
}
