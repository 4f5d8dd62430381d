/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rlp.RlpException;
import org.zknode.rollup.engine.EngineException;

/**
 * The chain on disk: anvil keeps its state in memory only. File: magic (8) ‖ genesis hash (32),
 * then for each block from 1 on: length u32 ‖ CRC-32C u32 ‖ RLP. An append is on disk (fsync) when
 * it returns; a torn last record is cut off when the file is opened. Thread-safe.
 */
final class BlockJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlockJournal.class);
  private static final Bytes MAGIC = Bytes.fromHexString("0x7a6b4a726e6c3031");
  private static final int HEADER = 40;
  private static final int FRAME = 8;

  /** A block of 30 M gas has less than 2 MB of transactions; this is far above. */
  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  private final Path file;
  private final FileChannel channel;

  /** Offset behind block n at index n; index 0 is the header. */
  private final List<Long> ends = new ArrayList<>();

  private BlockJournal(final Path file, final FileChannel channel) {
    this.file = file;
    this.channel = channel;
    ends.add((long) HEADER);
  }

  /**
   * Opens or creates; the file is locked against a second node.
   *
   * @throws EngineException in use, of another genesis, or damaged before its last record
   */
  static BlockJournal open(final Path file, final Bytes32 genesisHash) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw new OverlappingFileLockException();
      }
      final BlockJournal journal = new BlockJournal(file, channel);
      journal.readHeader(genesisHash);
      journal.scan();
      return journal;
    } catch (final OverlappingFileLockException e) {
      closeAfter(channel, e);
      throw new EngineException("journal %s is in use by another node".formatted(file), e);
    } catch (final IOException e) {
      closeAfter(channel, e);
      throw new EngineException("journal %s cannot be opened: %s".formatted(file, e), e);
    } catch (final EngineException e) {
      closeAfter(channel, e);
      throw e;
    }
  }

  private static void closeAfter(final FileChannel channel, final Exception failure) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (final IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void readHeader(final Bytes32 genesisHash) throws IOException {
    final Bytes expected = Bytes.concatenate(MAGIC, genesisHash);
    if (channel.size() < HEADER) {
      channel.truncate(0);
      write(expected, 0);
      channel.force(true);
      return;
    }
    final Bytes header = read(0, HEADER);
    if (!header.slice(0, MAGIC.size()).equals(MAGIC)) {
      throw new EngineException("%s is not a block journal".formatted(file));
    }
    if (!header.equals(expected)) {
      throw new EngineException(
          "journal %s belongs to genesis %s, the genesis file gives %s"
              .formatted(file, header.slice(MAGIC.size()), genesisHash));
    }
  }

  private void scan() throws IOException {
    final long size = channel.size();
    long offset = HEADER;
    while (offset < size) {
      final Optional<Bytes> record = record(offset, size);
      if (record.isEmpty()) {
        final long lost = size - offset;
        if (!isTail(offset, size)) {
          throw new EngineException(
              "journal %s is damaged at byte %d (block %d), %d bytes before its end"
                  .formatted(file, offset, ends.size(), lost));
        }
        LOG.warn("journal {}: torn record of {} bytes at its end is cut off", file, lost);
        channel.truncate(offset);
        channel.force(true);
        return;
      }
      offset += FRAME + record.get().size();
      ends.add(offset);
    }
  }

  /** A bad record is a torn one only when nothing follows it. */
  private boolean isTail(final long offset, final long size) throws IOException {
    if (size - offset < FRAME) {
      return true;
    }
    final long length = read(offset, 4).toLong();
    return length > MAX_RECORD_BYTES || offset + FRAME + length >= size;
  }

  private Optional<Bytes> record(final long offset, final long size) throws IOException {
    if (size - offset < FRAME) {
      return Optional.empty();
    }
    final Bytes frame = read(offset, FRAME);
    final long length = frame.slice(0, 4).toLong();
    if (length == 0 || length > MAX_RECORD_BYTES || offset + FRAME + length > size) {
      return Optional.empty();
    }
    final Bytes payload = read(offset + FRAME, (int) length);
    return checksum(payload).equals(frame.slice(4, 4)) ? Optional.of(payload) : Optional.empty();
  }

  /** Number of the last block; 0 when there is only the genesis. */
  synchronized long lastNumber() {
    return ends.size() - 1L;
  }

  synchronized Optional<JournalEntry> entry(final long number) {
    if (number < 1 || number > lastNumber()) {
      return Optional.empty();
    }
    try {
      final Bytes payload =
          record(ends.get((int) number - 1), channel.size())
              .orElseThrow(
                  () ->
                      new EngineException(
                          "journal %s: block %d does not match its checksum"
                              .formatted(file, number)));
      return Optional.of(JournalEntry.decode(payload));
    } catch (final IOException | RlpException e) {
      throw new EngineException(
          "journal %s: block %d cannot be read: %s".formatted(file, number, e), e);
    }
  }

  /** Appends the next block; it is on disk when this returns. */
  synchronized void append(final JournalEntry entry) {
    if (entry.block().number() != lastNumber() + 1) {
      throw new IllegalArgumentException(
          "block %d after block %d".formatted(entry.block().number(), lastNumber()));
    }
    final Bytes payload = entry.encode();
    final Bytes framed =
        Bytes.concatenate(Bytes.ofUnsignedInt(payload.size()), checksum(payload), payload);
    final long start = ends.getLast();
    try {
      write(framed, start);
      channel.force(false);
    } catch (final IOException e) {
      throw new EngineException(
          "block %d cannot be written to journal %s: %s".formatted(entry.block().number(), file, e),
          e);
    }
    ends.add(start + framed.size());
  }

  /** Forgets the blocks above that number. */
  synchronized void truncateTo(final long number) {
    try {
      channel.truncate(ends.get((int) number));
      channel.force(true);
    } catch (final IOException e) {
      throw new EngineException("journal %s cannot be cut: %s".formatted(file, e), e);
    }
    ends.subList((int) number + 1, ends.size()).clear();
  }

  private Bytes read(final long offset, final int length) throws IOException {
    final ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("end of file at byte " + (offset + buffer.position()));
      }
    }
    return Bytes.wrap(buffer.array());
  }

  private void write(final Bytes data, final long offset) throws IOException {
    final ByteBuffer buffer = ByteBuffer.wrap(data.toArrayUnsafe());
    while (buffer.hasRemaining()) {
      channel.write(buffer, offset + buffer.position());
    }
  }

  private static Bytes checksum(final Bytes payload) {
    final CRC32C crc = new CRC32C();
    crc.update(payload.toArrayUnsafe());
    return Bytes.ofUnsignedInt(crc.getValue());
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (final IOException e) {
      throw new EngineException("journal %s cannot be closed: %s".formatted(file, e), e);
    }
  }
}
