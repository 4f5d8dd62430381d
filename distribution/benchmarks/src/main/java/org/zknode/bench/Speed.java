/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

/**
 * What went through in some time.
 *
 * @param bytes uncompressed, encoded
 */
public record Speed(long bytes, long records, long nanos) {
  static final Speed NONE = new Speed(0, 0, 0);

  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  Speed plus(final Speed other) {
    return new Speed(bytes + other.bytes, records + other.records, nanos + other.nanos);
  }

  /** Megabytes (10^6 bytes) per second. */
  public double megabytesPerSecond() {
    return nanos == 0 ? 0 : bytes / MEGA / (nanos / NANOS);
  }

  public double recordsPerSecond() {
    return nanos == 0 ? 0 : records / (nanos / NANOS);
  }

  /** This speed as a part of the other one, by bytes. */
  public double ratioTo(final Speed other) {
    return other.megabytesPerSecond() == 0 ? 0 : megabytesPerSecond() / other.megabytesPerSecond();
  }
}
