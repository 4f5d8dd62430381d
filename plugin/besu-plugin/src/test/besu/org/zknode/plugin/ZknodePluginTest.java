/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.Hash;
import org.hyperledger.besu.datatypes.TransactionType;
import org.hyperledger.besu.ethereum.core.Transaction;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.services.BesuConfiguration;
import org.hyperledger.besu.plugin.services.BesuService;
import org.hyperledger.besu.plugin.services.HealthCheckService;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.TransactionPoolValidatorService;
import org.hyperledger.besu.plugin.services.exception.PluginRpcEndpointException;
import org.hyperledger.besu.plugin.services.metrics.MetricCategory;
import org.hyperledger.besu.plugin.services.metrics.MetricCategoryRegistry;
import org.hyperledger.besu.plugin.services.p2p.P2PService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.plugin.besu.HostException;
import org.zknode.plugin.besu.ToyBesu;
import org.zknode.plugin.besu.ToyRules;
import org.zknode.plugin.options.OptionException;

/** All plugins in a host that is not Besu: the order of the life cycle, and each way to fail. */
class ZknodePluginTest {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000";
  private static final String KEY =
      "0x59c6995e998f97a5a0044966f094538e5f7d918e2f8b3bf3f1e9465d9b38787e";

  @TempDir Path dir;
  private ToyHost host;
  private final List<String> node = new ArrayList<>();

  @BeforeEach
  void smallestNode() {
    host = hostOf(new ZknodePlugin());
    node.addAll(
        List.of(
            "--plugin-zknode-l1-urls=http://localhost:1",
            "--plugin-zknode-l1-chain-id=31337",
            "--plugin-zknode-rollup-manager-address=" + ADDRESS + "01",
            "--plugin-zknode-rollup-address=" + ADDRESS + "02",
            "--plugin-zknode-global-exit-root-manager-address=" + ADDRESS + "03",
            "--plugin-zknode-state-db-url=jdbc:postgresql://localhost:1/state",
            "--plugin-zknode-l2-chain-id=1001",
            "--plugin-zknode-coinbase=" + ADDRESS + "04",
            "--plugin-synchronizer-enabled"));
  }

  private ToyHost hostOf(final ZknodePlugin core) {
    return new ToyHost(
        dir,
        core,
        new ZksPlugin(),
        new SequencerPlugin(),
        new SynchronizerPlugin(),
        new AggregatorPlugin(),
        new VerifierPlugin(),
        new BridgePlugin());
  }

  private static Transaction transaction() {
    return new Transaction(
        TransactionType.FRONTIER,
        21_000,
        Address.wrap(Bytes.wrap(new byte[20])),
        Hash.ZERO,
        Bytes.of(1));
  }

  private Optional<String> poolRefusal() {
    return host.validator().validateTransaction(transaction(), true, false);
  }

  private void registered() {
    host.register();
  }

  private void prepared() {
    host.register();
    host.prepare(node);
  }

  @Test
  void withoutARoleBesuStaysWhatItIs() {
    registered();
    host.prepare(List.of());
    host.start();

    assertThat(poolRefusal()).as("the pool is Besu's own").isEmpty();
    assertThat(host.health()).isEmpty();
    assertThat(host.metrics()).isEmpty();
    assertThat(host.besu().getSubProtocolConfiguration().getSubProtocols()).isEmpty();
    assertThatThrownBy(() -> host.call("zknode_status"))
        .isInstanceOf(PluginRpcEndpointException.class)
        .hasMessage("zkNode does not run here: no role is enabled");
    host.stop();
  }

  /** Besu accepts a namespace in --rpc-http-api only when it knows a method of it. */
  @Test
  void bothNamespacesAreKnownBeforeOptionsAreRead() {
    registered();

    assertThat(host.methods())
        .containsOnlyKeys(
            "zkevm_batchNumber",
            "zknode_status",
            "ots_getApiLevel",
            "erigon_getHeaderByNumber",
            "bridge_checkAPI");
  }

  @Test
  void theOrderOfPluginsDoesNotMatter() {
    host =
        new ToyHost(
            dir,
            new BridgePlugin(),
            new VerifierPlugin(),
            new SynchronizerPlugin(),
            new ZksPlugin(),
            new ZknodePlugin(),
            new AggregatorPlugin(),
            new SequencerPlugin());
    prepared();

    assertThat(host.methods()).containsKey("zkevm_verifiedBatchNumber");
    assertThat(host.health()).containsOnlyKeys("/readiness");
  }

  static Stream<BesuPlugin> rolePlugins() {
    return Stream.of(
        new SequencerPlugin(),
        new SynchronizerPlugin(),
        new AggregatorPlugin(),
        new VerifierPlugin(),
        new BridgePlugin());
  }

  @ParameterizedTest
  @MethodSource("rolePlugins")
  void aRoleWithoutTheCoreSaysWhatIsMissing(final NamespacePlugin plugin) {
    host = new ToyHost(dir, plugin);
    registered();

    assertThatThrownBy(
            () -> host.prepare(List.of("--plugin-%s-enabled".formatted(plugin.namespace()))))
        .isInstanceOf(HostException.class)
        .hasMessage(
            "%s is enabled but ZknodePlugin is not loaded; add it to --plugins"
                .formatted(plugin.namespace()));
  }

  @ParameterizedTest
  @MethodSource("rolePlugins")
  void aRoleThatIsNotEnabledNeedsNoCore(final NamespacePlugin plugin) {
    host = new ToyHost(dir, plugin);
    registered();
    host.prepare(List.of());
    host.start();
    host.stop();
  }

  static Stream<Class<? extends BesuService>> neededAtRegistration() {
    return Stream.of(
        PicoCLIOptions.class,
        RpcEndpointService.class,
        MetricCategoryRegistry.class,
        TransactionPoolValidatorService.class);
  }

  @ParameterizedTest
  @MethodSource("neededAtRegistration")
  void aBesuWithoutAServiceIsNamedAtRegistration(final Class<? extends BesuService> service) {
    host.without(service);

    assertThatThrownBy(this::registered)
        .isInstanceOf(HostException.class)
        .hasMessage("this Besu does not offer " + service.getSimpleName());
    host.stop();
  }

  static Stream<Class<? extends BesuService>> neededToCompose() {
    return Stream.of(BesuConfiguration.class, HealthCheckService.class);
  }

  @ParameterizedTest
  @MethodSource("neededToCompose")
  void aBesuWithoutAServiceIsNamedBeforeTheNodeIsMade(final Class<? extends BesuService> service) {
    host.without(service);

    assertThatThrownBy(this::prepared)
        .isInstanceOf(HostException.class)
        .hasMessage("this Besu does not offer " + service.getSimpleName());
    host.start();
    host.stop();
  }

  static Stream<Class<? extends BesuService>> neededToStart() {
    return Stream.of(MetricsSystem.class, P2PService.class);
  }

  @ParameterizedTest
  @MethodSource("neededToStart")
  void aBesuWithoutAServiceIsNamedAtTheStart(final Class<? extends BesuService> service) {
    host.without(service);
    prepared();

    assertThatThrownBy(host::start)
        .isInstanceOf(HostException.class)
        .hasMessage("this Besu does not offer " + service.getSimpleName());
    assertNothingIsTaken();
  }

  /** Whatever failed: users and load balancers do not take this node for one that works. */
  private void assertNothingIsTaken() {
    assertThat(poolRefusal()).hasValue("the node does not take transactions yet");
    assertThat(host.readiness().isHealthy()).isFalse();
    assertThatThrownBy(() -> host.call("zkevm_batchNumber"))
        .isInstanceOf(PluginRpcEndpointException.class);
    host.stop();
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> chainsThatDoNotFit() {
    return Stream.of(
        misfit("the genesis file has no chainId", besu -> besu.rules().chainId(Optional.empty())),
        misfit(
            "the genesis file has chainId 5, but --plugin-zknode-l2-chain-id is 1001",
            besu -> besu.rules().chainId(Optional.of(5L))),
        misfit(
            "the genesis file must be post-merge from block 0 (terminalTotalDifficulty 0)",
            besu -> besu.rules().beforeTheMerge()),
        misfit(
            "the rollup's rules are Prague's (pragueTime 0, no later fork), but by the genesis file"
                + " the next block has the rules of CANCUN",
            besu -> besu.rules().forks("CANCUN", "PRAGUE")),
        misfit(
            "the rollup's rules are Prague's (pragueTime 0, no later fork), but by the genesis file"
                + " later blocks would have the rules of OSAKA",
            besu -> besu.rules().forks("PRAGUE", "OSAKA")),
        misfit(
            "this Besu has no precompile at address 0x0b, which the rollup's rules (Prague's) have",
            besu -> besu.rules().precompiles().remove(0x0b)),
        misfit(
            "the data storage format must be BONSAI (--data-storage-format)",
            ToyBesu::withoutBonsai),
        misfit("the world state of head block 0 is missing", ToyBesu::withoutState));
  }

  private static org.junit.jupiter.params.provider.Arguments misfit(
      final String sentence, final Consumer<ToyBesu> change) {
    return arguments(sentence, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chainsThatDoNotFit")
  void aChainThatDoesNotFitIsNamedInOneSentence(
      final String sentence, final Consumer<ToyBesu> change) {
    change.accept(host.besu());

    assertThatThrownBy(this::prepared).isInstanceOf(HostException.class).hasMessage(sentence);
    host.start();
    host.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x0a, 0x0b, 0x11})
  void missingNativeCodeIsNamedWithItsLibrary(final int address) {
    host.besu().rules().precompiles().put(address, ToyRules.withoutNativeCode());

    assertThatThrownBy(this::prepared)
        .isInstanceOf(HostException.class)
        .hasMessageStartingWith(
            "the precompile EXAMPLE (address 0x%02x) needs the native library ".formatted(address))
        .hasMessageContaining(
            address == 0x0a ? "ckzg4844jni" : address > 0x0a ? "gnark_eip_2537" : "of besu-native")
        .hasMessageContaining("no such library in java.library.path")
        .hasMessageEndingWith("run a Besu distribution that has it for this platform");
  }

  @Test
  void aPrecompileThatRefusesTheExampleIsThere() {
    host.besu().rules().precompiles().put(0x0c, ToyRules.picky());

    prepared();
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> optionsThatDoNotFit() {
    return Stream.of(
        wrong(
            "--plugin-zknode-l1-urls: is required when a role is enabled and was not given",
            List.of("--plugin-zknode-l1-urls"),
            List.of()),
        wrong(
            "--plugin-zknode-coinbase: is required when a role is enabled and was not given",
            List.of("--plugin-zknode-coinbase"),
            List.of()),
        wrong(
            "--plugin-zknode-pool-db-url: is required with --plugin-sequencer-enabled and was not"
                + " given",
            List.of(),
            List.of("--plugin-sequencer-enabled", "--plugin-sequencer-key-file=KEY")),
        wrong(
            "--plugin-sequencer-verifier-threshold: 2 can never be reached with the 1 distinct"
                + " addresses of --plugin-sequencer-accepted-verifiers",
            List.of(),
            List.of(
                "--plugin-sequencer-enabled",
                "--plugin-sequencer-key-file=KEY",
                "--plugin-zknode-pool-db-url=jdbc:postgresql://localhost:1/pool",
                "--plugin-sequencer-verifier-threshold=2",
                "--plugin-sequencer-accepted-verifiers=" + ADDRESS + "05," + ADDRESS + "05")),
        wrong(
            "--plugin-zks-versions: names no version of zks; without one no block is replayed",
            List.of(),
            List.of("--plugin-zks-versions=zks_2fa/1")));
  }

  private static org.junit.jupiter.params.provider.Arguments wrong(
      final String sentence, final List<String> without, final List<String> with) {
    return arguments(sentence, without, with);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("optionsThatDoNotFit")
  void optionsThatContradictAreNamed(
      final String sentence, final List<String> without, final List<String> with)
      throws IOException {
    final Path key = Files.writeString(dir.resolve("key"), KEY);
    without.forEach(flag -> node.removeIf(argument -> argument.startsWith(flag + "=")));
    with.forEach(argument -> node.add(argument.replace("KEY", key.toString())));

    assertThatThrownBy(this::prepared).isInstanceOf(OptionException.class).hasMessage(sentence);
  }

  @Test
  void untilTheNodeHasStartedNothingIsTakenAndReadinessSaysSo() {
    prepared();

    assertThat(poolRefusal()).hasValue("the node does not take transactions yet");
    assertThat(host.readiness().isHealthy()).isFalse();
    assertThat(host.readiness().getDetails()).containsEntry("state", "STARTING");
    assertThatThrownBy(() -> host.call("zkevm_batchNumber"))
        .isInstanceOf(PluginRpcEndpointException.class)
        .hasMessage("this node is still starting");
    host.stop();
  }

  @Test
  void snapIsTakenOffAndZksIsOffered() {
    prepared();

    assertThat(host.besu().getSubProtocolConfiguration().getSubProtocols())
        .map(protocol -> protocol.getName())
        .containsExactly("zks");
    assertThat(host.besu().getSubProtocolConfiguration().getProtocolManagers())
        .singleElement()
        .satisfies(
            manager -> {
              assertThat(manager.getSupportedProtocol()).isEqualTo("zks");
              assertThat(manager.getHighestProtocolVersion()).isEqualTo(5);
              assertThat(manager.getSupportedCapabilities()).hasSize(3);
            });
  }

  @Test
  void aNodeThatOnlyProvesIsRefusedAtTheStart() throws IOException {
    final Path key = Files.writeString(dir.resolve("key"), KEY);
    node.remove("--plugin-synchronizer-enabled");
    node.add("--plugin-aggregator-enabled");
    node.add("--plugin-aggregator-key-file=" + key);
    prepared();

    assertThatThrownBy(host::start)
        .isInstanceOf(HostException.class)
        .hasMessage(
            "every node needs the synchronizer role: set --plugin-synchronizer-enabled=true");
    assertNothingIsTaken();
  }

  @Test
  void anL1OfAnotherChainIsRefusedAtTheStart() throws IOException {
    final HttpServer l1 =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    l1.createContext(
        "/",
        exchange -> {
          final String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          final String id = request.replaceAll("(?s).*\"id\"\\s*:\\s*(\\d+).*", "$1");
          final byte[] answer =
              "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":\"0x1\"}"
                  .formatted(id)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    l1.start();
    try {
      node.removeIf(argument -> argument.startsWith("--plugin-zknode-l1-urls"));
      node.add("--plugin-zknode-l1-urls=http://localhost:" + l1.getAddress().getPort());
      prepared();

      assertThatThrownBy(host::start)
          .isInstanceOf(HostException.class)
          .hasMessageContaining("31337")
          .hasMessageContaining("1");
      assertNothingIsTaken();
    } finally {
      l1.stop(0);
    }
  }

  /** A class that is missing at run time is an Error, not an Exception. */
  @Test
  void anErrorAtTheStartLeavesNothingOpen() {
    host.addService(
        MetricsSystem.class,
        host.new Metrics() {
          @Override
          public void createCounter(
              final MetricCategory category,
              final String name,
              final String help,
              final DoubleSupplier value) {
            throw new NoClassDefFoundError("io/prometheus/Something");
          }
        });
    prepared();

    assertThatThrownBy(host::start).isInstanceOf(NoClassDefFoundError.class);
    assertNothingIsTaken();
  }

  @Test
  void stoppingIsPossibleAtAnyTimeAndTwice() {
    registered();
    host.stop();
    host.prepare(node);
    host.stop();
    host.stop();
    host.start();

    assertThatThrownBy(() -> host.call("zkevm_batchNumber"))
        .isInstanceOf(PluginRpcEndpointException.class)
        .hasMessage("zkNode does not run here: no role is enabled");
    assertThat(poolRefusal())
        .as("a node that stops must not take what nobody stores")
        .hasValue("the node does not take transactions yet");
  }

  @Test
  void fewPeersLeaveAPlaceForZks() {
    host.besu().maxPeers(1);

    prepared();

    assertThat(host.besu().getSubProtocolConfiguration().getProtocolManagers()).isNotEmpty();
  }
}
