/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.util.concurrent.TimeUnit;
import org.apache.tuweni.bytes.Bytes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.zknode.zks.ZksDecodeException;
import org.zknode.zks.record.ReplayRecord;

/** Record codecs next to a plain copy of the same bytes; started by {@link CodecJmhTest}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CodecJmh {
  @Param({"2", "3"})
  public int format;

  @Param({"SMALL", "MEDIUM", "LARGE"})
  public CodecWork.Size size;

  private CodecWork work;

  @Setup
  public void setup() {
    work = new CodecWork(format, size);
  }

  @Benchmark
  public Bytes encode() {
    return work.encode();
  }

  @Benchmark
  public ReplayRecord decode() throws ZksDecodeException {
    return work.decode();
  }

  @Benchmark
  public byte[] copy() {
    return work.copy();
  }
}
