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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.aggregator.ProverRules;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1TransactionSettings;
import org.zknode.rollup.node.NodeConfig;
import org.zknode.rollup.pool.GasPriceConfig;
import org.zknode.rollup.pool.PoolConfig;
import org.zknode.zks.wire.RecordOverride;
import picocli.CommandLine;

class ZknodeOptionsTest {
  private static final String KEY =
      "0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e";
  private static final String ADDRESS = "0x00000000000000000000000000000000000000";

  @TempDir Path dir;
  private Path key;
  private final List<String> args = new ArrayList<>();

  @BeforeEach
  void smallestExternalNode() throws IOException {
    key = Files.writeString(dir.resolve("key"), KEY + "\n");
    args.addAll(
        List.of(
            "--plugin-zknode-l1-urls=http://localhost:1,https://l1.example",
            "--plugin-zknode-l1-chain-id=31337",
            "--plugin-zknode-rollup-manager-address=" + ADDRESS + "01",
            "--plugin-zknode-rollup-address=" + ADDRESS + "02",
            "--plugin-zknode-global-exit-root-manager-address=" + ADDRESS + "03",
            "--plugin-zknode-state-db-url=jdbc:postgresql://localhost/state",
            "--plugin-zknode-l2-chain-id=1001",
            "--plugin-zknode-coinbase=" + ADDRESS + "04",
            "--plugin-synchronizer-enabled"));
  }

  @Test
  void externalNodeWithDefaults() {
    final NodeConfig config = parse();

    assertThat(config.l1().urls()).hasSize(2);
    assertThat(config.l1().syncTag()).isEqualTo(BlockTag.SAFE);
    assertThat(config.chain().forkId()).isEqualTo(8);
    assertThat(config.chain().blockGasLimit()).isEqualTo(30_000_000);
    assertThat(config.synchronizer().orElseThrow().followReplay()).isTrue();
    assertThat(config.zks().versions())
        .map(Object::toString)
        .containsExactly("zks/3", "zks/4", "zks/5", "zks_2fa/1");
    assertThat(config.isMainNode()).isFalse();
    assertThat(config.aggregator()).isEmpty();
    assertThat(config.verifier()).isEmpty();
  }

  @Test
  void l1TransactionsWithinLimits() {
    assertThat(parse().l1().transactions()).isEqualTo(L1TransactionSettings.defaults());

    assertBad("--plugin-zknode-l1-max-fee-per-gas-wei", "0", "0 is not above 0");
    assertBad("--plugin-zknode-l1-replace-after", "PT0S", "PT0S is not a positive duration");
    assertBad("--plugin-zknode-l1-transaction-confirmations", "-1", "-1 is below 0");
    assertBad("--plugin-zknode-l1-base-fee-factor", "0", "0 is below 1");
    assertBad("--plugin-zknode-l1-min-priority-fee-wei", "-1", "-1 is below 0");
    assertBad(
        "--plugin-zknode-l1-max-priority-fee-wei",
        "5",
        "5 is below --plugin-zknode-l1-min-priority-fee-wei 1000000");

    args.addAll(
        List.of(
            "--plugin-zknode-l1-max-fee-per-gas-wei=50000000000",
            "--plugin-zknode-l1-replace-after=PT45S",
            "--plugin-zknode-l1-base-fee-factor=3",
            "--plugin-zknode-l1-min-priority-fee-wei=1",
            "--plugin-zknode-l1-max-priority-fee-wei=7000",
            "--plugin-zknode-l1-transaction-confirmations=3"));
    assertThat(parse().l1().transactions())
        .isEqualTo(
            new L1TransactionSettings(
                3,
                Duration.ofSeconds(45),
                BigInteger.valueOf(50_000_000_000L),
                new L1TransactionSettings.FirstFees(3, BigInteger.ONE, BigInteger.valueOf(7_000))));
  }

  @Test
  void mainNodeWithEveryRole() throws IOException {
    final Path password = Files.writeString(dir.resolve("password"), "secret\n");
    args.addAll(
        List.of(
            "--plugin-sequencer-enabled=true",
            "--plugin-sequencer-key-file=" + key,
            "--plugin-sequencer-block-time=PT2S",
            "--plugin-sequencer-preconfirmation-interval=PT0.1S",
            "--plugin-sequencer-verifier-threshold=1",
            "--plugin-sequencer-accepted-verifiers=" + ADDRESS + "05," + ADDRESS + "06",
            "--plugin-zknode-pool-db-url=jdbc:postgresql://localhost/pool",
            "--plugin-zknode-db-password-file=" + password,
            "--plugin-zknode-l1-sync-tag=Latest",
            "--plugin-aggregator-enabled",
            "--plugin-aggregator-key-file=" + key,
            "--plugin-verifier-enabled",
            "--plugin-verifier-key-file=" + key,
            "--plugin-zks-versions=5,zks/3",
            "--plugin-zks-replay-overrides=7=0xab12",
            "--plugin-zks-refuse-offenders=false",
            "--plugin-zks-strip-snap=false",
            "--plugin-synchronizer-follow-replay=false"));

    final NodeConfig config = parse();

    assertThat(config.isMainNode()).isTrue();
    assertThat(config.sequencer().orElseThrow().blockTime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.sequencer().orElseThrow().preconfirmationInterval())
        .isEqualTo(Duration.ofMillis(100));
    assertThat(config.sequencer().orElseThrow().acceptedVerifiers()).hasSize(2);
    assertThat(config.aggregator().orElseThrow().beneficiary())
        .isEqualTo(PrivateKey.fromHex(KEY).address());
    assertThat(config.database().password()).contains("secret");
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(config.zks().versions()).map(Object::toString).containsExactly("zks/3", "zks/5");
    assertThat(config.zks().refuseOffenders()).isFalse();
    assertThat(config.zks().overrides())
        .containsExactly(new RecordOverride(7, Bytes.fromHexString("0xab12")));
    assertThat(config.synchronizer().orElseThrow().followReplay()).isFalse();
    assertThat(config.l1().syncTag()).isEqualTo(BlockTag.LATEST);
  }

  @Test
  void whoMayProveAndForWhichReward() throws IOException {
    args.addAll(
        List.of(
            "--plugin-aggregator-enabled",
            "--plugin-aggregator-key-file=" + key,
            "--plugin-aggregator-tls-certificate-file=server.crt",
            "--plugin-aggregator-tls-key-file=server.key",
            "--plugin-aggregator-tls-client-ca-file=provers.crt",
            "--plugin-aggregator-token-file=token",
            "--plugin-aggregator-quarantine-failures=7",
            "--plugin-aggregator-quarantine=PT1H",
            "--plugin-aggregator-min-reward=1000000000000000000000"));
    final var aggregator = parse().aggregator().orElseThrow();
    assertThat(aggregator.access())
        .isEqualTo(
            new ServerAccess(
                Optional.of(
                    new ServerAccess.Tls(
                        Path.of("server.crt"),
                        Path.of("server.key"),
                        Optional.of(Path.of("provers.crt")))),
                Optional.of(Path.of("token"))));
    assertThat(aggregator.rules())
        .isEqualTo(new ProverRules(7, Duration.ofHours(1), BigInteger.TEN.pow(21)));
  }

  @Test
  void halfATlsIdentityIsRefused() {
    args.addAll(List.of("--plugin-aggregator-enabled", "--plugin-aggregator-key-file=" + key));
    args.add("--plugin-aggregator-tls-client-ca-file=provers.crt");
    assertRefused("--plugin-aggregator-tls-certificate-file: is required");
    args.add("--plugin-aggregator-tls-certificate-file=server.crt");
    assertRefused("--plugin-aggregator-tls-key-file: is required");
    args.add("--plugin-aggregator-tls-key-file=server.key");
    assertBad("--plugin-aggregator-quarantine-failures", "0", "0 is not between 1 and 1000");
    assertBad("--plugin-aggregator-quarantine", "PT0S", "PT0S is not a positive duration");
    assertBad("--plugin-aggregator-min-reward", "-1", "-1 is negative");
  }

  @Test
  void everyFlagHasThePrefixThatBesuDemands() {
    final RoleOptions roles = RoleOptions.defaults();
    assertPrefix(ZknodeOptions.NAMESPACE, new ZknodeOptions());
    assertPrefix(ZksOptions.NAMESPACE, roles.zks());
    assertPrefix(SequencerOptions.NAMESPACE, roles.sequencer());
    assertPrefix(SynchronizerOptions.NAMESPACE, roles.synchronizer());
    assertPrefix(AggregatorOptions.NAMESPACE, roles.aggregator());
    assertPrefix(VerifierOptions.NAMESPACE, roles.verifier());
    assertPrefix(BridgeOptions.NAMESPACE, roles.bridge());
  }

  @Test
  void nothingIsEnabledByDefault() {
    assertThat(RoleOptions.defaults().anyEnabled()).isFalse();
  }

  @Test
  void missingFlagIsNamed() {
    args.removeIf(arg -> arg.startsWith("--plugin-zknode-l2-chain-id"));
    assertRefused("--plugin-zknode-l2-chain-id: is required");
    args.removeIf(arg -> arg.startsWith("--plugin-zknode-l1-urls"));
    args.add("--plugin-zknode-l2-chain-id=1001");
    assertRefused("--plugin-zknode-l1-urls: is required");
  }

  @Test
  void badValuesAreNamedWithTheirFlag() {
    assertBad("--plugin-zknode-coinbase", "0x12", "'0x12' is not an address");
    assertBad(
        "--plugin-zknode-coinbase",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee",
        "(its checksum, EIP-55) do not fit its digits; copy it again");
    assertBad("--plugin-zknode-l1-urls", "ftp://x", "'ftp://x' is not an http or https URL");
    assertBad("--plugin-zknode-l1-sync-tag", "newest", "'newest' is not one of latest");
    assertBad("--plugin-zks-inactivity-timeout", "5s", "'5s' is not an ISO-8601 duration");
    assertBad(
        "--plugin-zks-versions",
        "6",
        "'6' is not one of [zks/1, zks/2, zks/3, zks/4, zks/5, zks_2fa/1]");
    assertBad("--plugin-zks-versions", "zks_2fa/1", "names no version of zks");
    assertBad("--plugin-zks-replay-overrides", "7", "'7' is not a block number, '='");
    assertBad("--plugin-zks-main-nodes", "abc", "'abc' is not a node id");
    assertBad("--plugin-zks-main-nodes", "enode://abc@host:1", "'enode://abc@host:1' is not");
    assertBad("--plugin-zknode-state-db-url", "mysql://x", "'mysql://x' does not start with");
    assertBad("--plugin-synchronizer-max-block-range", "0", "0 is not between 1 and");
    assertBad("--plugin-zknode-block-gas-limit", "5", "5 is below 21000");
  }

  @Test
  void sequencerNeedsKeyAndPool() {
    args.add("--plugin-sequencer-enabled");
    assertRefused("--plugin-sequencer-key-file: is required with --plugin-sequencer-enabled");
    args.add("--plugin-sequencer-key-file=" + dir.resolve("absent"));
    assertRefused("--plugin-sequencer-key-file: key file " + dir.resolve("absent"));
    args.set(args.size() - 1, "--plugin-sequencer-key-file=" + key);
    assertRefused("--plugin-zknode-pool-db-url: is required with --plugin-sequencer-enabled");
    args.add("--plugin-zknode-pool-db-url=jdbc:postgresql://localhost/pool");
    assertBad("--plugin-sequencer-block-time", "PT0.5S", "PT0.5S is not whole seconds");
    assertBad("--plugin-sequencer-max-batch-bytes", "120001", "120001 is not between");
    assertBad("--plugin-sequencer-verifier-threshold", "1", "1 can never be reached with the 0");
  }

  @Test
  void poolAndGasPriceHaveDefaultsAndLimits() {
    final PoolConfig defaults = parse().pool();
    assertThat(defaults).isEqualTo(PoolConfig.defaults());
    assertThat(defaults.gasPrice()).isEqualTo(GasPriceConfig.defaults());
    args.addAll(
        List.of(
            "--plugin-zknode-pool-allow-list=Deployments",
            "--plugin-zknode-pool-max-pending=500",
            "--plugin-zknode-pool-max-lifetime=PT1H",
            "--plugin-zknode-gas-price-suggester=fixed",
            "--plugin-zknode-gas-price-default-wei=5000000000",
            "--plugin-zknode-gas-price-l1-factor=0.25",
            "--plugin-zknode-gas-price-suggested-is-min"));
    final PoolConfig config = parse().pool();
    assertThat(config.allowList()).isEqualTo(PoolConfig.AllowList.DEPLOYMENTS);
    assertThat(config.maxPending()).isEqualTo(500);
    assertThat(config.maxLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(config.gasPrice().suggester()).isEqualTo(GasPriceConfig.Suggester.FIXED);
    assertThat(config.gasPrice().defaultPrice()).isEqualTo(5_000_000_000L);
    assertThat(config.gasPrice().l1Factor()).isEqualByComparingTo("0.25");
    assertThat(config.gasPrice().suggestedIsMin()).isTrue();

    assertBad("--plugin-zknode-pool-allow-list", "all", "'all' is not one of off, deployments");
    assertBad("--plugin-zknode-pool-max-pending", "0", "0 is not between 1 and 100000");
    assertBad("--plugin-zknode-pool-max-transaction-bytes", "120000", "not between 200 and 119900");
    assertBad("--plugin-zknode-pool-max-lifetime", "PT0S", "not a positive duration");
    assertBad("--plugin-zknode-gas-price-suggester", "lastnbatches", "is not one of off, fixed");
    assertBad("--plugin-zknode-gas-price-max-wei", "4", "4 is below the default price");
    assertBad("--plugin-zknode-gas-price-min-wei", "-1", "-1 is not between 0 and 2^256 - 1");
    assertBad(
        "--plugin-zknode-gas-price-history-retention",
        "PT4M",
        "PT4M is shorter than the window of PT5M");
    assertBad("--plugin-zknode-gas-price-l1-factor", "-0.1", "-0.1 is below 0");
    assertBad(
        "--plugin-zknode-gas-price-min-wei",
        "6000000000",
        "5000000000 is below the lowest accepted price of 6000000000 wei");
  }

  /** What wallets are told passes, and what senders may take of the pool is limited. */
  @Test
  void theFloorAndTheQuotaHaveOptions() {
    args.addAll(
        List.of(
            "--plugin-zknode-gas-price-l1-floor=false",
            "--plugin-zknode-gas-price-l1-factor=0.2",
            "--plugin-zknode-pool-price-bump=25",
            "--plugin-zknode-pool-max-deaths-per-sender=7",
            "--plugin-zknode-pool-fate-retention=P2D"));
    final PoolConfig config = parse().pool();
    assertThat(config.gasPrice().l1Floor()).isFalse();
    assertThat(config.quota().priceBumpPercent()).isEqualTo(25);
    assertThat(config.quota().maxDeathsPerSender()).isEqualTo(7);
    assertThat(config.quota().fateRetention()).isEqualTo(Duration.ofDays(2));
    assertBad(
        "--plugin-zknode-gas-price-l1-floor",
        "true",
        "eth_gasPrice would name a price that the floor refuses");
    assertBad("--plugin-zknode-pool-price-bump", "-1", "-1 is not between 0 and 1000");
    assertBad("--plugin-zknode-pool-max-pending-bytes-per-sender", "5000", "5000 is below 100132");
    assertBad("--plugin-zknode-pool-max-pending-bytes", "200000", "200000 is below 2097152");
    assertBad("--plugin-zknode-pool-fate-retention", "PT1M", "PT1M is shorter than the PT23M20S");
  }

  @Test
  void effectiveGasPriceIsRefusedWithTheReason() {
    assertBad(
        "--plugin-zknode-pool-effective-gas-price-enabled",
        "true",
        "this chain has no effective gas price");
    args.add("--plugin-zknode-pool-effective-gas-price-enabled=false");
    assertThat(parse().pool()).isEqualTo(PoolConfig.defaults());
  }

  @Test
  void keyNeverShowsUpInAnError() throws IOException {
    Files.writeString(key, "zz" + KEY);
    args.addAll(List.of("--plugin-verifier-enabled", "--plugin-verifier-key-file=" + key));
    assertThatThrownBy(this::parse)
        .hasMessageContaining("--plugin-verifier-key-file")
        .hasMessageNotContaining(KEY);
  }

  private void assertBad(final String flag, final String value, final String problem) {
    final List<String> before = List.copyOf(args);
    args.removeIf(arg -> arg.startsWith(flag + "="));
    args.add(flag + "=" + value);
    assertThatThrownBy(this::parse).hasMessageContaining(flag).hasMessageContaining(problem);
    args.clear();
    args.addAll(before);
  }

  private void assertRefused(final String text) {
    assertThatThrownBy(this::parse).isInstanceOf(OptionException.class).hasMessageContaining(text);
  }

  private NodeConfig parse() {
    final ZknodeOptions core = new ZknodeOptions();
    final RoleOptions roles = RoleOptions.defaults();
    final CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
    line.addMixin("zknode", core);
    line.addMixin("zks", roles.zks());
    line.addMixin("sequencer", roles.sequencer());
    line.addMixin("synchronizer", roles.synchronizer());
    line.addMixin("aggregator", roles.aggregator());
    line.addMixin("verifier", roles.verifier());
    line.parseArgs(args.toArray(String[]::new));
    return core.toNodeConfig(roles);
  }

  private static void assertPrefix(final String namespace, final Object options) {
    assertThat(CommandLine.Model.CommandSpec.forAnnotatedObject(options).options())
        .isNotEmpty()
        .allSatisfy(
            option ->
                assertThat(option.names())
                    .allMatch(name -> name.startsWith("--plugin-" + namespace + "-")));
  }
}
