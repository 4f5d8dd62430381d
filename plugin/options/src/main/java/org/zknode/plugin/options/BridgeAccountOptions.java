/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.L2SpendingConfig;
import org.zknode.rollup.bridge.SponsorLimits;
import picocli.CommandLine.Option;

/** Those of {@code --plugin-bridge-*} that say what the bridge's account on L2 may spend. */
final class BridgeAccountOptions {
  static final String KEY_FILE = "--plugin-bridge-key-file";
  static final String CLAIMS = "--plugin-bridge-claims-enabled";
  private static final String MAX_FEE = "--plugin-bridge-max-fee-per-gas";
  private static final String INTERVAL = "--plugin-bridge-exit-root-interval";
  private static final String EXIT_ROOT_GAS = "--plugin-bridge-exit-root-gas-per-day";
  private static final String EXIT_ROOT_WEI = "--plugin-bridge-exit-root-wei-per-day";
  private static final String CLAIM_GAS = "--plugin-bridge-claim-gas-limit";
  private static final String CLAIMS_GAS = "--plugin-bridge-claim-gas-per-day";
  private static final String CLAIMS_WEI = "--plugin-bridge-claim-wei-per-day";

  /** Of a call that does nothing. */
  private static final long LEAST_GAS = 21_000;

  @Option(
      names = KEY_FILE,
      paramLabel = "<file>",
      description =
          "File with the hex key of the account that brings L1's global exit roots onto L2 and"
              + " claims for others; left out on a node that does neither")
  Path keyFile;

  @Option(
      names = MAX_FEE,
      paramLabel = "<wei>",
      description = "Most that it pays per gas on L2 (default: ${DEFAULT-VALUE})")
  BigInteger maxFeePerGas = L2SpendingConfig.DEFAULT_MAX_FEE_PER_GAS;

  @Option(
      names = INTERVAL,
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "Shortest time between two global exit roots that it brings onto L2 while it spends faster"
              + " than the limit of a day lasts; the newest one covers the older (default:"
              + " ${DEFAULT-VALUE})")
  Duration exitRootInterval = L2SpendingConfig.DEFAULT_EXIT_ROOT_INTERVAL;

  @Option(
      names = EXIT_ROOT_GAS,
      paramLabel = "<gas>",
      description =
          "Most gas that it uses for that from midnight to midnight UTC (default:"
              + " ${DEFAULT-VALUE})")
  long exitRootGasPerDay = L2SpendingConfig.DEFAULT_EXIT_ROOT_GAS;

  @Option(
      names = EXIT_ROOT_WEI,
      paramLabel = "<wei>",
      description = "Most that it pays for that in a day, 0 = any (default: ${DEFAULT-VALUE})")
  BigInteger exitRootWeiPerDay = L2SpendingConfig.DEFAULT_WEI_PER_DAY;

  @Option(
      names = CLAIMS,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "It claims assets on L2 for those that they were sent to (default: ${DEFAULT-VALUE})")
  boolean claims;

  @Option(
      names = "--plugin-bridge-claim-messages",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "<true|false>",
      description =
          "It claims messages and ether to addresses with code, too: their receivers run code of"
              + " their own at its cost (default: ${DEFAULT-VALUE})")
  boolean claimMessages;

  @Option(
      names = CLAIM_GAS,
      paramLabel = "<gas>",
      description =
          "Most gas of one claim; what needs more is left out (default: ${DEFAULT-VALUE})")
  long claimGas = L2SpendingConfig.DEFAULT_CLAIM_GAS;

  @Option(
      names = CLAIMS_GAS,
      paramLabel = "<gas>",
      description =
          "Most gas of all claims from midnight to midnight UTC (default: ${DEFAULT-VALUE})")
  long claimGasPerDay = L2SpendingConfig.DEFAULT_CLAIMS_GAS;

  @Option(
      names = CLAIMS_WEI,
      paramLabel = "<wei>",
      description = "Most that it pays for claims in a day, 0 = any (default: ${DEFAULT-VALUE})")
  BigInteger claimWeiPerDay = L2SpendingConfig.DEFAULT_WEI_PER_DAY;

  Optional<L2SpendingConfig> toConfig() {
    if (keyFile == null) {
      if (claims) {
        throw OptionException.missing(KEY_FILE, "with " + CLAIMS);
      }
      return Optional.empty();
    }
    OptionChecks.key(keyFile, KEY_FILE, "");
    if (maxFeePerGas.signum() <= 0) {
      throw new OptionException(MAX_FEE, maxFeePerGas + " is not above 0");
    }
    if (exitRootInterval.isNegative()) {
      throw new OptionException(INTERVAL, exitRootInterval + " is negative");
    }
    return Optional.of(
        new L2SpendingConfig(
            keyFile,
            maxFeePerGas,
            exitRootInterval,
            limit(exitRootGasPerDay, EXIT_ROOT_GAS, exitRootWeiPerDay, EXIT_ROOT_WEI),
            claims ? Optional.of(claimLimits()) : Optional.empty()));
  }

  private SponsorLimits claimLimits() {
    return new SponsorLimits(
        OptionChecks.atLeast(claimGas, LEAST_GAS, CLAIM_GAS),
        claimMessages,
        limit(claimGasPerDay, CLAIMS_GAS, claimWeiPerDay, CLAIMS_WEI));
  }

  private static DailyLimit limit(
      final long gas, final String gasFlag, final BigInteger wei, final String weiFlag) {
    if (wei.signum() < 0) {
      throw new OptionException(weiFlag, wei + " is below 0");
    }
    return new DailyLimit(OptionChecks.atLeast(gas, 0, gasFlag), wei);
  }
}
