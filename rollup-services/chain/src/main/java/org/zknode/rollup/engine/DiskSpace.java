/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Room on the file system of an engine's data. A database that meets a full disk in the middle of a
 * write may end its process, so no block is begun when little is left. Thread-safe.
 */
public final class DiskSpace {
  /** Bytes without which no block is begun; a small file system needs a {@link #SMALL_PART}. */
  public static final long NEEDED_BYTES = 1L << 30;

  /** At most one part in so many of the file system has to be free. */
  public static final int SMALL_PART = 5;

  /** Below so many times what is needed the node says that it will be too little. */
  public static final int WARNING_FACTOR = 2;

  /** The file system is asked at most so often, in milliseconds; a block takes far less room. */
  static final long REMEMBERED_MILLIS = 1_000;

  /** Room on a file system, in bytes. */
  public interface Probe {
    /**
     * @return free for this process, and all of it
     */
    Room look() throws IOException;
  }

  /** In bytes. */
  public record Room(long free, long total) {
    public long needed() {
      return Long.min(NEEDED_BYTES, total / SMALL_PART);
    }

    /** No block is begun. */
    public boolean isTooLittle() {
      return free < needed();
    }

    /** It will be too little soon. */
    public boolean isLow() {
      return free < WARNING_FACTOR * needed();
    }
  }

  private record Seen(Room room, long atMillis) {}

  private final String name;
  private final Probe probe;
  private final Clock clock;
  private final AtomicReference<Seen> seen = new AtomicReference<>();

  /**
   * @param name of the directory, for messages
   */
  public DiskSpace(final String name, final Probe probe, final Clock clock) {
    this.name = name;
    this.probe = probe;
    this.clock = clock;
  }

  /** Of the file system that has this directory. */
  public static DiskSpace of(final Path directory, final Clock clock) {
    return new DiskSpace(
        directory.toString(),
        () -> {
          final FileStore store = Files.getFileStore(directory);
          return new Room(store.getUsableSpace(), store.getTotalSpace());
        },
        clock);
  }

  /**
   * @throws EngineException the file system does not say
   */
  public Room room() {
    final long now = clock.millis();
    final Seen last = seen.get();
    if (last != null && now >= last.atMillis() && now - last.atMillis() < REMEMBERED_MILLIS) {
      return last.room();
    }
    try {
      final Room room = probe.look();
      seen.set(new Seen(room, now));
      return room;
    } catch (final IOException e) {
      throw new EngineException("the room on the disk of " + name + " is not known", e);
    }
  }

  /**
   * To be called before a block is begun.
   *
   * @throws EngineException too little is left
   */
  public void requireRoom() {
    final Room room = room();
    if (room.isTooLittle()) {
      throw new EngineException(text(room));
    }
  }

  /** For people: what is left, what is needed, what happens. */
  public String text(final Room room) {
    return "the disk of %s has %d MiB left; below %d MiB no block is written until there is room"
        .formatted(name, room.free() >> 20, room.needed() >> 20);
  }
}
