/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeConfig;
import org.zknode.rollup.bridge.DailyLimit;
import org.zknode.rollup.bridge.L2SpendingConfig;
import org.zknode.rollup.chain.L2Contracts;
import org.zknode.rollup.node.NodeConfig;
import picocli.CommandLine.ParameterException;

/** Borders of single flags, and flags that only make sense together. */
class OptionLimitsTest {
  @TempDir private Path dir;
  private OptionLine line;

  @BeforeEach
  void mainNode() throws IOException {
    line = new OptionLine(dir);
  }

  private void assertRefused(final String flag, final String problem) {
    assertThatThrownBy(line::parse)
        .isInstanceOf(OptionException.class)
        .hasMessage(flag + ": " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "--plugin-aggregator-port,65535",
    "--plugin-aggregator-port,0",
    "--plugin-aggregator-verify-interval,PT0S",
    "--plugin-sequencer-max-batch-bytes,120000",
    "--plugin-sequencer-max-batch-bytes,1000",
    "--plugin-sequencer-max-batches-per-sequence,1000",
    "--plugin-sequencer-resource-margin-percent,0",
    "--plugin-sequencer-resource-margin-percent,99",
    "--plugin-sequencer-max-sequences-in-flight,16",
    "--plugin-sequencer-max-unsafe-lag-batches,0",
    "--plugin-sequencer-max-unsafe-lag-bytes,0",
    "--plugin-sequencer-halt-at-batch,0",
    "--plugin-sequencer-forced-batch-l1-confirmations,0",
    "--plugin-synchronizer-max-block-range,10000",
    "--plugin-synchronizer-parallel-ranges,32",
    "--plugin-zks-max-blocks-per-message,64",
    "--plugin-zks-max-connections,1",
    "--plugin-zknode-pool-max-pending-per-sender,200",
    "--plugin-zknode-pool-selected-l1-confirmations,0",
    "--plugin-zknode-block-gas-limit,21000",
    "--plugin-zknode-preconfirmation-feed-port,0",
    "--plugin-zknode-preconfirmation-feed-port,65535",
    "--plugin-zknode-preconfirmation-feed-url,ws://a:1/flashblocks",
    "--plugin-zknode-preconfirmation-feed-url,wss://a/flashblocks",
    "--plugin-zknode-send-sync-timeout,PT0.001S",
    "--plugin-zknode-send-sync-timeout,PT10S",
    "--plugin-zknode-send-sync-max-timeout,PT2S",
    "--plugin-zknode-send-sync-max-timeout,PT29.999S",
    "--plugin-bridge-l1-start-block,0",
    "--plugin-bridge-http-port,0",
    "--plugin-bridge-exit-root-interval,PT0S",
    "--plugin-bridge-exit-root-gas-per-day,0",
    "--plugin-bridge-claim-wei-per-day,0",
    "--plugin-bridge-claim-gas-limit,21000"
  })
  void theBorderItselfIsTaken(final String flag, final String value) {
    assertThat(line.with(flag, value).parse()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "--plugin-zknode-send-sync-timeout,PT0S,PT0S is below a millisecond",
    "--plugin-zknode-send-sync-max-timeout,PT30S,PT30S is not below PT30S",
    "--plugin-zknode-send-sync-max-timeout,PT1S,PT1S is below --plugin-zknode-send-sync-timeout PT2S",
    "--plugin-zknode-preconfirmation-feed-port,65536,65536 is not between 0 and 65535",
    "--plugin-bridge-l1-start-block,-1,-1 is below 0",
    "--plugin-bridge-http-port,65536,65536 is not between 0 and 65535",
    "--plugin-bridge-max-fee-per-gas,0,0 is not above 0",
    "--plugin-bridge-claim-gas-limit,20999,20999 is below 21000",
    "--plugin-bridge-claim-gas-per-day,-1,-1 is below 0",
    "--plugin-bridge-exit-root-wei-per-day,-1,-1 is below 0",
    "--plugin-aggregator-port,65536,65536 is not between 0 and 65535",
    "--plugin-aggregator-quarantine-failures,1001,1001 is not between 1 and 1000",
    "--plugin-sequencer-max-batch-bytes,999,999 is not between 1000 and 120000",
    "--plugin-sequencer-max-batches-per-sequence,1001,1001 is not between 1 and 1000",
    "--plugin-sequencer-max-batches-per-sequence,0,0 is not between 1 and 1000",
    "--plugin-sequencer-max-batch-transactions,0,0 is below 1",
    "--plugin-sequencer-max-batch-gas,0,0 is below 1",
    "--plugin-sequencer-max-batch-steps,0,0 is below 1",
    "--plugin-sequencer-resource-margin-percent,100,100 is not between 0 and 99",
    "--plugin-sequencer-max-sequences-in-flight,17,17 is not between 1 and 16",
    "--plugin-sequencer-max-sequences-in-flight,0,0 is not between 1 and 16",
    "--plugin-sequencer-block-time,PT1.5S,'PT1.5S is not whole seconds, and block timestamps are seconds that must rise'",
    "--plugin-sequencer-preconfirmation-interval,PT0.01S,PT0.01S is neither PT0S nor between PT0.02S and half of the block time of PT1S",
    "--plugin-sequencer-preconfirmation-interval,PT0.6S,PT0.6S is neither PT0S nor between PT0.02S and half of the block time of PT1S",
    "--plugin-sequencer-block-time,PT0S,PT0S is not a positive duration",
    "--plugin-sequencer-forced-batch-deadline,PT0S,PT0S is not a positive duration",
    "--plugin-synchronizer-max-block-range,10001,10001 is not between 1 and 10000",
    "--plugin-synchronizer-parallel-ranges,33,33 is not between 1 and 32",
    "--plugin-synchronizer-poll-interval,PT0S,PT0S is not a positive duration",
    "--plugin-zks-max-blocks-per-message,65,65 is not between 1 and 64",
    "--plugin-zks-max-connections,0,0 is below 1",
    "--plugin-zknode-l2-chain-id,0,0 is below 1",
    "--plugin-zknode-l1-chain-id,0,0 is below 1",
    "--plugin-zknode-fork-id,0,0 is below 1",
    "--plugin-zknode-rollup-id,0,0 is below 1",
    "--plugin-zknode-block-gas-limit,20999,20999 is below 21000",
    "--plugin-zknode-pool-max-pending,100001,100001 is not between 1 and 100000",
    "--plugin-zknode-pool-max-pending-per-sender,201,201 is not between 1 and 200"
  })
  void oneBeyondItIsRefused(final String flag, final String value, final String problem) {
    line.with(flag, value);

    assertRefused(flag, problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x0000000000000000000000000000000000000012",
        "0000000000000000000000000000000000000012"
      })
  void anAddressIsTakenWithAndWithoutItsPrefix(final String text) {
    assertThat(line.with("--plugin-zknode-coinbase", text).parse().chain().coinbase())
        .isEqualTo(Address.fromHex("0x0000000000000000000000000000000000000012"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x",
        "0x00000000000000000000000000000000000000123",
        "0x000000000000000000000000000000000000001",
        "0X0000000000000000000000000000000000000012",
        " 0x0000000000000000000000000000000000000012",
        "0x000000000000000000000000000000000000001g"
      })
  void whatIsNoAddressIsRefused(final String text) {
    line.with("--plugin-zknode-coinbase", text);

    assertThatThrownBy(line::parse)
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--plugin-zknode-coinbase")
        .hasMessageContaining("is not an address (0x and 40 hex digits)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8545", "ws://l1.example", "http:/l1.example", "http://", "a b", "/l1"})
  void whatIsNoEndpointIsRefused(final String url) {
    line.with("--plugin-zknode-l1-urls", "http://fine.example," + url);

    assertThatThrownBy(line::parse)
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--plugin-zknode-l1-urls");
  }

  @Test
  void verifiersThatAreNamedTwiceCountOnce() {
    final String address = "0x0000000000000000000000000000000000000012";
    line.with("--plugin-sequencer-accepted-verifiers", address + "," + address)
        .with("--plugin-sequencer-verifier-threshold", "2");

    assertRefused(
        "--plugin-sequencer-verifier-threshold",
        "2 can never be reached with the 1 distinct addresses of"
            + " --plugin-sequencer-accepted-verifiers");
    assertThat(
            line.with("--plugin-sequencer-verifier-threshold", "1")
                .parse()
                .sequencer()
                .orElseThrow()
                .acceptedVerifiers())
        .hasSize(1);
  }

  @Test
  void aNodeIdIsTakenInEachFormAndOnce() {
    final String id = "Ab".repeat(64);
    line.with(
        "--plugin-zks-main-nodes",
        id + ",0x" + id + ",enode://" + id + "@10.0.0.1:30303?discport=0");

    assertThat(line.parse().zks().mainNodes()).containsExactly("ab".repeat(64));
  }

  @Test
  void overridesHaveALimit() {
    line.with("--plugin-zks-replay-overrides", "1=0x01,".repeat(10_000) + "2=0x02");

    assertThatThrownBy(line::parse)
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("--plugin-zks-replay-overrides: 10001 overrides, at most ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1=01", "1=0x0", "=0x01", "-1=0x01", "1:0x01", "1=0x", "1234567890123456789=0x01"})
  void anOverrideIsABlockAndAKey(final String text) {
    line.with("--plugin-zks-replay-overrides", text);

    assertThatThrownBy(line::parse)
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("'%s' is not a block number, '=' and a key".formatted(text));
  }

  @Test
  void anEmptyListOfVersionsNamesTheFlag() {
    line.with("--plugin-zks-versions", "");

    assertThatThrownBy(line::parse).hasMessageContaining("--plugin-zks-versions");
  }

  @Test
  void secretsAreReadFromFilesAndNeverShown() throws IOException {
    final Path password = Files.writeString(dir.resolve("password"), "  hunter2\n");
    final NodeConfig config =
        line.with("--plugin-zknode-db-password-file", password.toString()).parse();

    assertThat(config.database().password()).hasValue("hunter2");
    assertThat(config.toString()).doesNotContain("hunter2");

    line.with("--plugin-zknode-db-password-file", dir.resolve("absent").toString());
    assertThatThrownBy(line::parse)
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("--plugin-zknode-db-password-file: file ")
        .hasMessageContaining("cannot be read");
    line.with("--plugin-zknode-db-password-file", dir.toString());
    assertThatThrownBy(line::parse)
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "--plugin-sequencer-key-file,sequencer",
    "--plugin-aggregator-key-file,aggregator",
    "--plugin-verifier-key-file,verifier"
  })
  void aRoleThatSignsNeedsItsKey(final String flag, final String role) {
    line.without(flag);

    assertRefused(flag, "is required with --plugin-%s-enabled and was not given".formatted(role));
  }

  @Test
  void aRoleThatIsOffDoesNotLookAtItsFlags() {
    line.without("--plugin-aggregator-enabled")
        .without("--plugin-aggregator-key-file")
        .with("--plugin-aggregator-port", "-5");

    assertThat(line.parse().aggregator()).isEqualTo(Optional.empty());
  }

  @Test
  void theBeneficiaryIsTheKeysAccountUnlessAnotherIsNamed() {
    final Address named = Address.fromHex("0x0000000000000000000000000000000000000012");

    assertThat(line.parse().aggregator().orElseThrow().beneficiary()).isNotEqualTo(named);
    assertThat(
            line.with("--plugin-aggregator-beneficiary", named.toString())
                .parse()
                .aggregator()
                .orElseThrow()
                .beneficiary())
        .isEqualTo(named);
  }

  @Test
  void longDurationsAndLargeAmountsKeepTheirValue() {
    line.with("--plugin-aggregator-proof-timeout", "P36500D")
        .with("--plugin-aggregator-min-reward", "340282366920938463463374607431768211456");

    assertThat(line.parse().aggregator().orElseThrow().proofTimeout())
        .isEqualTo(Duration.ofDays(36_500));
    assertThat(line.parse().aggregator().orElseThrow().rules().minReward())
        .isEqualTo(BigInteger.TWO.pow(128));
  }

  /** What a user's transaction may be is known to nodes that do not make blocks, too. */
  @Test
  void theBatchsResourcesAreReadWithoutTheSequencer() {
    line.without("--plugin-sequencer-enabled")
        .without("--plugin-sequencer-key-file")
        .with("--plugin-sequencer-max-batch-steps", "12345");

    assertThat(line.parse().sequencer()).isEmpty();
    assertThat(line.parse().batchResources().perBatch().steps()).isEqualTo(12_345);
  }

  @Test
  void theBridgeSpendsNothingWithoutAKey() {
    final L2SpendingConfig spending = line.parse().bridge().orElseThrow().spending().orElseThrow();
    assertThat(spending.claims().orElseThrow().messages()).isFalse();
    assertThat(spending.exitRoots()).isEqualTo(new DailyLimit(600_000_000, BigInteger.TEN.pow(18)));
    line.without("--plugin-bridge-key-file");
    assertRefused(
        "--plugin-bridge-key-file",
        "is required with --plugin-bridge-claims-enabled and was not given");
    line.without("--plugin-bridge-claims-enabled").without("--plugin-bridge-http-enabled");
    assertThat(line.parse().bridge().orElseThrow().spending()).isEmpty();
    assertThat(line.parse().bridge().orElseThrow().http()).isEmpty();
  }

  @Test
  void theBridgeFollowsTheSynchronizerFromItsFirstBlockOn() {
    line.with("--plugin-zknode-l1-genesis-block", "17");
    final BridgeConfig config = line.parse().bridge().orElseThrow();
    assertThat(config.l1Bridge())
        .isEqualTo(Address.fromHex("0x0000000000000000000000000000000000000007"));
    assertThat(config.l1StartBlock()).isEqualTo(17);
    assertThat(config.l2Bridge()).isEqualTo(L2Contracts.BRIDGE);
    assertThat(config.http()).contains(new BridgeConfig.Http("127.0.0.1", 8080));
    final Address elsewhere = Address.fromHex("0x0000000000000000000000000000000000000008");
    line.with("--plugin-bridge-l2-address", elsewhere.toString());
    assertThat(line.parse().bridge().orElseThrow().l2Bridge()).isEqualTo(elsewhere);
    line.with("--plugin-bridge-l1-start-block", "5");
    assertThat(line.parse().bridge().orElseThrow().l1StartBlock()).isEqualTo(5);
    line.without("--plugin-bridge-l1-address");
    assertRefused(
        "--plugin-bridge-l1-address", "is required with --plugin-bridge-enabled and was not given");
    line.without("--plugin-synchronizer-enabled");
    assertRefused(
        "--plugin-synchronizer-enabled",
        "is required with --plugin-bridge-enabled and was not given");
    line.without("--plugin-bridge-enabled");
    assertThat(line.parse().bridge()).isEmpty();
  }
}
