/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

/**
 * What went through in some time.
 *
 * @param bytes uncompressed, encoded
 * @param messages that carried them; 0 where there are none
 * @param nanos on the clock
 * @param cpuNanos of all processors together, in the processes that take part
 */
public record Speed(long bytes, long messages, long records, long nanos, long cpuNanos) {
  static final Speed NONE = new Speed(0, 0, 0, 0, 0);

  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  Speed plus(final Speed other) {
    return new Speed(
        bytes + other.bytes,
        messages + other.messages,
        records + other.records,
        nanos + other.nanos,
        cpuNanos + other.cpuNanos);
  }

  /** Megabytes (10^6 bytes) per second. */
  public double megabytesPerSecond() {
    return nanos == 0 ? 0 : bytes / MEGA / (nanos / NANOS);
  }

  /**
   * Megabytes per second of processor time: what other load on the machine does not change much.
   */
  public double megabytesPerCpuSecond() {
    return cpuNanos == 0 ? 0 : bytes / MEGA / (cpuNanos / NANOS);
  }

  /** This one's {@link #megabytesPerCpuSecond} as a part of the other one's. */
  public double cpuRatioTo(final Speed other) {
    return other.megabytesPerCpuSecond() == 0
        ? 0
        : megabytesPerCpuSecond() / other.megabytesPerCpuSecond();
  }

  /** Uncompressed; 0 without messages. */
  public long bytesPerMessage() {
    return messages == 0 ? 0 : bytes / messages;
  }

  public double recordsPerSecond() {
    return nanos == 0 ? 0 : records / (nanos / NANOS);
  }

  /** This speed as a part of the other one, by bytes. */
  public double ratioTo(final Speed other) {
    return other.megabytesPerSecond() == 0 ? 0 : megabytesPerSecond() / other.megabytesPerSecond();
  }
}
