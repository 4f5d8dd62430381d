/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.frame.MessageFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;

class CountingTracerTest {
  private static final int KECCAK = 0x20;
  private static final int ADD = 0x01;

  private static MessageFrame frame(final int opcode, final Bytes... stack) {
    return new MessageFrame(
        opcode, List.of(stack), Address.wrap(Bytes.wrap(new byte[20])), Bytes.EMPTY);
  }

  private static MessageFrame precompile(final int number, final int inputBytes) {
    return new MessageFrame(
        0,
        List.of(),
        Address.wrap(Bytes.concatenate(Bytes.wrap(new byte[19]), Bytes.of(number))),
        Bytes.wrap(new byte[inputBytes]));
  }

  private static CountingTracer limited(final long keccak, final long sha256) {
    return new CountingTracer(
        Optional.of(
            new Resources(
                0, keccak, sha256, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE)),
        () -> false);
  }

  /** One permutation for each 136 bytes that are begun, and one for nothing. */
  @ParameterizedTest
  @CsvSource({"0x,1", "0x00,1", "0x87,1", "0x88,2", "0x0000000000000000000000000000000110,3"})
  void hashedBytesArePermutations(final String length, final long expected) {
    final CountingTracer tracer = new CountingTracer();

    tracer.tracePreExecution(frame(KECCAK, Bytes.of(0), Bytes.fromHexString(length)));

    assertThat(tracer.counters().keccakHashes()).isEqualTo(expected);
    assertThat(tracer.counters().steps()).isEqualTo(1);
  }

  /** It fails for gas: a length of that size must not be counted as a negative or small one. */
  @ParameterizedTest
  @CsvSource({"0x80000000", "0xffffffff", "0x0100000000", "0xffffffffffffffffffffffffffffffff"})
  void aLengthBeyondMemoryIsNotCounted(final String length) {
    final CountingTracer tracer = new CountingTracer();

    tracer.tracePreExecution(frame(KECCAK, Bytes.of(0), Bytes.fromHexString(length)));

    assertThat(tracer.counters().keccakHashes()).isZero();
  }

  /** It fails for the stack. */
  @Test
  void anInstructionWithoutItsArgumentsIsAStepOnly() {
    final CountingTracer tracer = new CountingTracer();

    tracer.tracePreExecution(frame(KECCAK));
    tracer.tracePreExecution(frame(KECCAK, Bytes.of(5)));

    assertThat(tracer.counters().keccakHashes()).isZero();
    assertThat(tracer.counters().steps()).isEqualTo(2);
  }

  @Test
  void onlyThePrecompileOfSha256Compresses() {
    final CountingTracer tracer = new CountingTracer();

    tracer.tracePrecompileCall(precompile(3, 64), 0, Bytes.EMPTY);
    assertThat(tracer.counters().sha256Hashes()).isZero();
    tracer.tracePrecompileCall(precompile(2, 0), 0, Bytes.EMPTY);
    assertThat(tracer.counters().sha256Hashes()).isEqualTo(1);
    tracer.tracePrecompileCall(precompile(2, 64), 0, Bytes.EMPTY);
    assertThat(tracer.counters().sha256Hashes()).isEqualTo(3);
  }

  /** One instruction can hash megabytes: it is not waited for the next look. */
  @Test
  void hashesAreStoppedAtOnce() {
    final CountingTracer keccak = limited(2, 100);
    keccak.tracePreExecution(frame(KECCAK, Bytes.of(0), Bytes.of(200)));
    assertThat(keccak.stopped()).isFalse();
    assertThatThrownBy(() -> keccak.tracePreExecution(frame(KECCAK, Bytes.of(0), Bytes.of(1))))
        .isInstanceOf(ExecutionStopped.class);
    assertThat(keccak.stopped()).isTrue();
    assertThat(keccak.exceeded()).hasValue(Resource.KECCAK_HASHES);

    final CountingTracer sha256 = limited(100, 2);
    assertThatThrownBy(() -> sha256.tracePrecompileCall(precompile(2, 1_000), 0, Bytes.EMPTY))
        .isInstanceOf(ExecutionStopped.class);
    assertThat(sha256.exceeded()).hasValue(Resource.SHA256_HASHES);
  }

  @Test
  void timeIsLookedAtNowAndThenAndAfterAPrecompile() {
    final AtomicBoolean over = new AtomicBoolean(true);
    final CountingTracer tracer = new CountingTracer(Optional.empty(), over::get);

    for (int i = 0; i < 4_095; i++) {
      tracer.tracePreExecution(frame(ADD));
    }
    assertThat(tracer.stopped()).isFalse();
    assertThatThrownBy(() -> tracer.tracePreExecution(frame(ADD)))
        .isInstanceOf(ExecutionStopped.class);
    assertThat(tracer.stopped()).isTrue();
    assertThat(tracer.exceeded()).as("no resource, but time").isEmpty();

    final CountingTracer other = new CountingTracer(Optional.empty(), over::get);
    over.set(false);
    other.tracePrecompileCall(precompile(5, 10), 0, Bytes.EMPTY);
    over.set(true);
    assertThatThrownBy(() -> other.tracePrecompileCall(precompile(5, 10), 0, Bytes.EMPTY))
        .isInstanceOf(ExecutionStopped.class);
  }
}
