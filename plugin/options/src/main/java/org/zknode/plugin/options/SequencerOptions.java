/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ResourceLimits;
import org.zknode.rollup.executor.BatchExecutionConfig;
import org.zknode.rollup.l1.L1ReorgDetector;
import org.zknode.rollup.sequencer.SequencerConfig;
import org.zknode.rollup.sequencer.SequencerConfig.ForcedBatchPolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --plugin-sequencer-*}: building blocks and batches and sending them to L1. */
public final class SequencerOptions {
  /** Option namespace in the host. */
  public static final String NAMESPACE = "sequencer";

  static final String ENABLED = "--plugin-sequencer-enabled";

  /** What the L1 contract takes per batch, in bytes (docs/spec/l1-contracts.md, "Limits"). */
  private static final int L1_MAX_BATCH_BYTES = 120_000;

  /** Room for one block header and the smallest transaction, in bytes. */
  private static final int LEAST_BATCH_BYTES = 1_000;

  /** A slice is a commit of the state DB. */
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(20);

  /**
   * What the L1 contract takes per sequence and verification (docs/spec/l1-contracts.md, "Limits").
   */
  private static final int L1_MAX_BATCHES = 1_000;

  @Option(
      names = ENABLED,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description = "This node orders transactions and builds blocks (default: ${DEFAULT-VALUE})")
  boolean enabled;

  @Option(
      names = "--plugin-sequencer-block-time",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Shortest time between blocks, whole seconds (default: ${DEFAULT-VALUE})")
  Duration blockTime = Duration.ofSeconds(1);

  @Option(
      names = "--plugin-sequencer-preconfirmation-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How often transactions of the block that is being assembled are made durable and told"
              + " of, from PT0.02S to half of the block time; PT0S = never, a block is built at"
              + " once (default: ${DEFAULT-VALUE})")
  Duration preconfirmationInterval = Duration.ofMillis(100);

  @Option(
      names = "--plugin-sequencer-empty-block-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "An empty block is built when none was for this long (default: ${DEFAULT-VALUE})")
  Duration emptyBlockInterval = Duration.ofSeconds(3);

  @Option(
      names = "--plugin-sequencer-batch-timeout",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "A batch is closed this long after its first block (default: ${DEFAULT-VALUE})")
  Duration batchTimeout = Duration.ofSeconds(10);

  @Option(
      names = "--plugin-sequencer-max-batch-bytes",
      paramLabel = "<bytes>",
      description = "Limit of a batch's data in bytes, at most 120000 (default: ${DEFAULT-VALUE})")
  int maxBatchBytes = L1_MAX_BATCH_BYTES;

  @Option(
      names = "--plugin-sequencer-max-batch-transactions",
      paramLabel = "<count>",
      description = "Limit of transactions per batch (default: ${DEFAULT-VALUE})")
  int maxBatchTransactions = 300;

  @Option(
      names = "--plugin-sequencer-key-file",
      paramLabel = "<file>",
      description = "File with the hex key of the account that sends sequences to L1")
  Path keyFile;

  @Option(
      names = "--plugin-sequencer-sequence-interval",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How often closed batches are sent to L1 that do not fill a sequence; full ones go at"
              + " once (default: ${DEFAULT-VALUE})")
  Duration sequenceInterval = Duration.ofSeconds(30);

  @Option(
      names = "--plugin-sequencer-max-batches-per-sequence",
      paramLabel = "<count>",
      description = "Batches per L1 transaction at the most (default: ${DEFAULT-VALUE})")
  int maxBatchesPerSequence = 10;

  @Option(
      names = "--plugin-sequencer-verifier-threshold",
      paramLabel = "<count>",
      description =
          "Signatures of distinct accepted verifiers that a batch needs before it goes to L1, 0 ="
              + " none (default: ${DEFAULT-VALUE})")
  int verifierThreshold;

  @Option(
      names = "--plugin-sequencer-accepted-verifiers",
      split = ",",
      paramLabel = "<address>",
      converter = AddressConverter.class,
      description = "Addresses whose batch signatures count")
  List<Address> acceptedVerifiers = List.of();

  @Option(
      names = "--plugin-sequencer-verifier-request-timeout",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Length of one attempt to collect signatures (default: ${DEFAULT-VALUE})")
  Duration verifierRequestTimeout = Duration.ofSeconds(5);

  @Option(
      names = "--plugin-sequencer-verifier-retry-delay",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Pause between such attempts (default: ${DEFAULT-VALUE})")
  Duration verifierRetryDelay = Duration.ofSeconds(1);

  @Option(
      names = "--plugin-sequencer-forced-batch-l1-confirmations",
      paramLabel = "<count>",
      description =
          "L1 blocks on top of a forced batch before it is taken, and of an L1 info tree leaf"
              + " before a block names it (default: ${DEFAULT-VALUE})")
  int forcedBatchConfirmations = L1ReorgDetector.REORG_DEPTH;

  @Option(
      names = "--plugin-sequencer-forced-batch-deadline",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "The open batch is closed for a confirmed forced batch after this long (default:"
              + " ${DEFAULT-VALUE})")
  Duration forcedBatchDeadline = Duration.ofSeconds(60);

  @Option(
      names = "--plugin-sequencer-max-fee-allowance",
      paramLabel = "<amount>",
      description =
          "Most that the L1 contract may take of the fee token at a time, in its smallest unit, 0 ="
              + " no limit (default: ${DEFAULT-VALUE})")
  BigInteger maxFeeAllowance = BigInteger.ZERO;

  @Option(
      names = "--plugin-sequencer-halt-at-batch",
      paramLabel = "<number>",
      description =
          "No batch from this number on is opened; the node halts when the one before is verified"
              + " on L1, 0 = never (default: ${DEFAULT-VALUE})")
  long haltAtBatch;

  @Option(
      names = "--plugin-sequencer-witness-retention",
      paramLabel = "<count>",
      description =
          "The batch check records what each batch needs to be executed without a state, on Besu;"
              + " kept until L1 has verified the batch and of so many verified batches; left out, none"
              + " is recorded")
  Long witnessRetention;

  @Mixin BatchExecutionOptions execution = new BatchExecutionOptions();

  @Mixin BatchResourceOptions resources = new BatchResourceOptions();

  @Mixin SettlementOptions settlement = new SettlementOptions();

  /** Whether the role is switched on. */
  public boolean enabled() {
    return enabled;
  }

  /** What a batch has, which a node without the role has to know when it takes transactions. */
  ResourceLimits batchResources() {
    return resources.toConfig();
  }

  /** Where closed batches are executed besides. */
  Optional<BatchExecutionConfig> batchExecution() {
    return enabled ? execution.toConfig() : Optional.empty();
  }

  Optional<SequencerConfig> toConfig() {
    if (!enabled) {
      return Optional.empty();
    }
    OptionChecks.key(keyFile, "--plugin-sequencer-key-file", "with " + ENABLED);
    OptionChecks.between(
        verifierThreshold, 0, Integer.MAX_VALUE, "--plugin-sequencer-verifier-threshold");
    final List<Address> verifiers = acceptedVerifiers.stream().distinct().toList();
    if (verifierThreshold > verifiers.size()) {
      throw new OptionException(
          "--plugin-sequencer-verifier-threshold",
          "%d can never be reached with the %d distinct addresses of --plugin-sequencer-accepted-verifiers"
              .formatted(verifierThreshold, verifiers.size()));
    }
    return Optional.of(
        new SequencerConfig(
            wholeSeconds(blockTime),
            OptionChecks.positive(emptyBlockInterval, "--plugin-sequencer-empty-block-interval"),
            OptionChecks.positive(batchTimeout, "--plugin-sequencer-batch-timeout"),
            OptionChecks.between(
                maxBatchBytes,
                LEAST_BATCH_BYTES,
                L1_MAX_BATCH_BYTES,
                "--plugin-sequencer-max-batch-bytes"),
            (int)
                OptionChecks.atLeast(
                    maxBatchTransactions, 1, "--plugin-sequencer-max-batch-transactions"),
            keyFile,
            OptionChecks.positive(sequenceInterval, "--plugin-sequencer-sequence-interval"),
            OptionChecks.between(
                maxBatchesPerSequence,
                1,
                L1_MAX_BATCHES,
                "--plugin-sequencer-max-batches-per-sequence"),
            verifierThreshold,
            verifiers,
            OptionChecks.positive(
                verifierRequestTimeout, "--plugin-sequencer-verifier-request-timeout"),
            OptionChecks.positive(verifierRetryDelay, "--plugin-sequencer-verifier-retry-delay"),
            new ForcedBatchPolicy(
                (int)
                    OptionChecks.atLeast(
                        forcedBatchConfirmations,
                        0,
                        "--plugin-sequencer-forced-batch-l1-confirmations"),
                OptionChecks.positive(
                    forcedBatchDeadline, "--plugin-sequencer-forced-batch-deadline")),
            notNegative(maxFeeAllowance),
            OptionChecks.atLeast(haltAtBatch, 0, "--plugin-sequencer-halt-at-batch"),
            resources.toConfig(),
            settlement.toConfig(),
            interval(preconfirmationInterval, blockTime),
            retention()));
  }

  private OptionalLong retention() {
    return witnessRetention == null
        ? OptionalLong.empty()
        : OptionalLong.of(
            OptionChecks.atLeast(witnessRetention, 0, "--plugin-sequencer-witness-retention"));
  }

  private static Duration interval(final Duration slices, final Duration blockTime) {
    if (!slices.isZero()
        && (slices.compareTo(LEAST_INTERVAL) < 0
            || slices.multipliedBy(2).compareTo(blockTime) > 0)) {
      throw new OptionException(
          "--plugin-sequencer-preconfirmation-interval",
          "%s is neither PT0S nor between %s and half of the block time of %s"
              .formatted(slices, LEAST_INTERVAL, blockTime));
    }
    return slices;
  }

  private static BigInteger notNegative(final BigInteger value) {
    if (value.signum() < 0) {
      throw new OptionException(
          "--plugin-sequencer-max-fee-allowance", value + " is below 0, which means no limit");
    }
    return value;
  }

  private static Duration wholeSeconds(final Duration value) {
    OptionChecks.positive(value, "--plugin-sequencer-block-time");
    if (value.getNano() != 0) {
      throw new OptionException(
          "--plugin-sequencer-block-time",
          value + " is not whole seconds, and block timestamps are seconds that must rise");
    }
    return value;
  }
}
