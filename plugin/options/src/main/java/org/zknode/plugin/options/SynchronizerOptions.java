/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.time.Duration;
import java.util.Optional;
import org.zknode.rollup.synchronizer.SynchronizerConfig;
import picocli.CommandLine.Option;

/** {@code --plugin-synchronizer-*}: following L1 and the trusted state. */
public final class SynchronizerOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "synchronizer";

  static final String ENABLED = "--plugin-synchronizer-enabled";

  /** Most that common L1 providers accept per eth_getLogs, in blocks. */
  private static final int MAX_BLOCK_RANGE = 10_000;

  /** More at once only meets the providers' rate limits. */
  private static final int MAX_PARALLEL_RANGES = 32;

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description = "This node follows L1 and rebuilds the L2 (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-synchronizer-poll-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "How often L1 is asked for new blocks (default: ${DEFAULT-VALUE})")
  Duration pollInterval = Duration.ofSeconds(1);

  @Option(
      names = "--plugin-synchronizer-max-block-range",
      paramLabel = "<count>",
      description = "L1 blocks per eth_getLogs at the most (default: ${DEFAULT-VALUE})")
  int maxBlockRange = 1_000;

  @Option(
      names = "--plugin-synchronizer-parallel-ranges",
      paramLabel = "<count>",
      description =
          "Such ranges read at the same time while far behind L1 (default: ${DEFAULT-VALUE})")
  int parallelRanges = 4;

  @Option(
      names = "--plugin-synchronizer-follow-replay",
      arity = "1",
      paramLabel = "<true|false>",
      description =
          "Take blocks from the zks replay before they are on L1 (default: ${DEFAULT-VALUE})")
  boolean followReplay = true;

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  Optional<SynchronizerConfig> toConfig() {
    if (!enabled) {
      return Optional.empty();
    }
    return Optional.of(
        new SynchronizerConfig(
            OptionChecks.positive(pollInterval, "--plugin-synchronizer-poll-interval"),
            OptionChecks.between(
                maxBlockRange, 1, MAX_BLOCK_RANGE, "--plugin-synchronizer-max-block-range"),
            OptionChecks.between(
                parallelRanges, 1, MAX_PARALLEL_RANGES, "--plugin-synchronizer-parallel-ranges"),
            followReplay));
  }
}
