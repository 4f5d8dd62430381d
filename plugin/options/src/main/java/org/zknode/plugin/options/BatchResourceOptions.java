/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.engine.Resources;
import picocli.CommandLine.Option;

/** What a batch may use besides bytes and transactions; part of {@link SequencerOptions}. */
public final class BatchResourceOptions {
  private static final Resources DEFAULT = ResourceLimits.DEFAULT.perBatch();

  @Option(
      names = "--plugin-sequencer-max-batch-gas",
      paramLabel = "<gas>",
      description = "Limit of gas per batch (default: ${DEFAULT-VALUE})")
  long gas = DEFAULT.gas();

  @Option(
      names = "--plugin-sequencer-max-batch-keccak-hashes",
      paramLabel = "<count>",
      description = "Limit of Keccak-f permutations per batch, on Besu (default: ${DEFAULT-VALUE})")
  long keccakHashes = DEFAULT.keccakHashes();

  @Option(
      names = "--plugin-sequencer-max-batch-sha256-hashes",
      paramLabel = "<count>",
      description = "Limit of SHA-256 compressions per batch, on Besu (default: ${DEFAULT-VALUE})")
  long sha256Hashes = DEFAULT.sha256Hashes();

  @Option(
      names = "--plugin-sequencer-max-batch-memory-accesses",
      paramLabel = "<count>",
      description =
          "Limit of memory and copying instructions per batch, on Besu (default: ${DEFAULT-VALUE})")
  long memoryAccesses = DEFAULT.memoryAccesses();

  @Option(
      names = "--plugin-sequencer-max-batch-arithmetics",
      paramLabel = "<count>",
      description =
          "Limit of multiplications and divisions per batch, on Besu (default: ${DEFAULT-VALUE})")
  long arithmetics = DEFAULT.arithmetics();

  @Option(
      names = "--plugin-sequencer-max-batch-binaries",
      paramLabel = "<count>",
      description =
          "Limit of additions, comparisons and bitwise instructions per batch, on Besu (default: ${DEFAULT-VALUE})")
  long binaries = DEFAULT.binaries();

  @Option(
      names = "--plugin-sequencer-max-batch-steps",
      paramLabel = "<count>",
      description = "Limit of instructions per batch, on Besu (default: ${DEFAULT-VALUE})")
  long steps = DEFAULT.steps();

  @Option(
      names = "--plugin-sequencer-resource-margin-percent",
      paramLabel = "<percent>",
      description =
          "A batch is closed when so little of its bytes or of a resource is left, 0 to 99 (default: ${DEFAULT-VALUE})")
  int marginPercent = ResourceLimits.DEFAULT.marginPercent();

  ResourceLimits toConfig() {
    return new ResourceLimits(
        new Resources(
            OptionChecks.atLeast(gas, 1, "--plugin-sequencer-max-batch-gas"),
            OptionChecks.atLeast(keccakHashes, 1, "--plugin-sequencer-max-batch-keccak-hashes"),
            OptionChecks.atLeast(sha256Hashes, 1, "--plugin-sequencer-max-batch-sha256-hashes"),
            OptionChecks.atLeast(memoryAccesses, 1, "--plugin-sequencer-max-batch-memory-accesses"),
            OptionChecks.atLeast(arithmetics, 1, "--plugin-sequencer-max-batch-arithmetics"),
            OptionChecks.atLeast(binaries, 1, "--plugin-sequencer-max-batch-binaries"),
            OptionChecks.atLeast(steps, 1, "--plugin-sequencer-max-batch-steps")),
        OptionChecks.between(marginPercent, 0, 99, "--plugin-sequencer-resource-margin-percent"));
  }
}
