/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.MetricsSystem;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.TransactionPoolValidatorService;
import org.hyperledger.besu.plugin.services.TransactionSimulationService;
import org.hyperledger.besu.plugin.services.metrics.MetricCategoryRegistry;
import org.hyperledger.besu.plugin.services.sync.SynchronizationService;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.plugin.besu.BesuAccess;
import org.zknode.plugin.besu.BesuEngine;
import org.zknode.plugin.besu.BesuPool;
import org.zknode.plugin.besu.BesuTransactionCalls;
import org.zknode.plugin.besu.DriverEngine;
import org.zknode.plugin.besu.WitnessChecks;
import org.zknode.plugin.besu.ZksOnDevp2p;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.AnnouncingEngine;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.CallRequest;
import org.zknode.rollup.engine.ChainReader.ExecutedBlock;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.NewBlocks;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.pool.PendingTransactions;
import org.zknode.rollup.pool.PoolRejectedException;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.rpc.OtsMethods;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.WitnessMethods;
import org.zknode.rollup.rpc.sync.SendRawTransactionSync;
import org.zknode.rollup.rpc.sync.SyncTimeouts;
import org.zknode.rollup.zks.CapabilityOffer;
import org.zknode.rollup.zks.InboundMessage;
import org.zknode.rollup.zks.MalformedPayloadException;
import org.zknode.rollup.zks.ZksConfig;
import org.zknode.rollup.zks.ZksConnection;
import org.zknode.rollup.zks.ZksConnectionHandler;
import org.zknode.zks.wire.Capabilities;

/** Runs inside a real Besu and lets the test drive the adapter classes over JSON-RPC. */
public final class DriverPlugin implements BesuPlugin, ZksConnectionHandler {
  static final long CHAIN_ID = 1001;
  static final Address COINBASE = Address.fromHex("0x00000000000000000000000000000000000000c0");
  static final long GAS_LIMIT = 30_000_000;

  /** A transaction of this value is refused by the test's gateway. */
  static final long REFUSED_VALUE = 666;

  static final String REFUSAL = "account queue is full: 64";

  private final DriverOptions options = new DriverOptions();
  private final BesuMetrics metrics = new BesuMetrics();
  private final PoolGateway pool = new PoolGateway(metrics);
  private final Map<Long, BlockInput> built = new ConcurrentHashMap<>();
  private final Map<Bytes, ZksConnection> peers = new ConcurrentHashMap<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> submitted = new CopyOnWriteArrayList<>();
  private final DriverEngine surroundings = new DriverEngine();
  private ServiceManager services;
  private BesuAccess access;
  private BesuEngine engine;
  private ZksOnDevp2p devp2p;
  private final NewBlocks blocks = new NewBlocks();
  private RpcMethod sendSync;

  /** Gives the driver a namespace, without which it cannot reach Besu's command. */
  public static final class DriverOptions {
    @picocli.CommandLine.Option(names = "--plugin-driver-note")
    String note = "";
  }

  @Override
  public void register(final ServiceManager manager) {
    services = manager;
    access =
        BesuAccess.register(
            ZknodeContext.require(manager, PicoCLIOptions.class), "driver", options);
    new RpcBridge(ZknodeContext.require(manager, RpcEndpointService.class)).serve(methods());
    ZknodeContext.require(manager, MetricCategoryRegistry.class)
        .addMetricCategory(BesuMetrics.CATEGORY);
    ZknodeContext.require(manager, TransactionPoolValidatorService.class)
        .registerPluginTransactionValidatorFactory(() -> pool);
    metrics.counter("driver_events_total", "Counted before the metrics system exists").add(3);
  }

  @Override
  public void beforeExternalServices() {
    HostReport.logged(this::compose);
  }

  private void compose() {
    engine =
        surroundings.create(
            options.note,
            access.controller(),
            CHAIN_ID,
            () -> ZknodeContext.require(services, SynchronizationService.class),
            () -> ZknodeContext.require(services, TransactionSimulationService.class));
    devp2p =
        ZksOnDevp2p.register(
            access.controller(),
            List.of(new CapabilityOffer("zks", 5, 4), new CapabilityOffer("zks_2fa", 1, 5)),
            this,
            new ZksConfig(Capabilities.DEFAULT_OFFER, 64, Duration.ofSeconds(60), 10, List.of()),
            true,
            metrics);
    sendSync =
        new SendRawTransactionSync(
                new BesuTransactionCalls(access.controller()),
                SyncTimeouts.DEFAULT,
                engine,
                PendingTransactions.none(),
                blocks,
                new Preconfirmations(blocks::wake),
                metrics)
            .methods()
            .get(SendRawTransactionSync.NAME);
    pool.require();
  }

  @Override
  public void start() {
    metrics.bind(ZknodeContext.require(services, MetricsSystem.class));
    metrics.gauge("driver_height", "Head block", () -> engine.head().number());
    pool.open(
        new PoolGateway.Active(
            this::submit, new BesuPool(access.controller(), engine), true, false));
  }

  @Override
  public void stop() {
    devp2p.close();
    engine.close();
  }

  private void submit(final SignedTransaction transaction) throws PoolRejectedException {
    if (transaction.value().longValue() == REFUSED_VALUE) {
      throw new PoolRejectedException(REFUSAL);
    }
    submitted.add(transaction.hash().toHexString());
  }

  private Map<String, RpcMethod> methods() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.putAll(surroundings.methods(() -> engine));
    final WitnessChecks witnesses = new WitnessChecks(() -> access.controller(), () -> engine);
    methods.putAll(witnesses.methods());
    methods.put(
        WitnessMethods.DEBUG,
        params ->
            new WitnessMethods(engine, null, null)
                .methods()
                .get(WitnessMethods.DEBUG)
                .call(new ArrayList<>(params)));
    methods.put(
        "driver_witnessMeasure",
        params ->
            witnesses.measure(
                EngineJson.list(params.get(0)).stream().map(EngineJson::input).toList(),
                (int) number(params.get(1))));
    methods.put(
        "driver_witness",
        params ->
            witnesses.check(
                EngineJson.list(params.get(0)).stream().map(EngineJson::input).toList()));
    methods.put("driver_head", params -> describe(engine.head()));
    methods.put(
        "driver_block", params -> describe(engine.block(number(params.get(0))).orElseThrow()));
    methods.put("driver_extend", this::extend);
    methods.put("driver_extendMetered", this::extendMetered);
    methods.putAll(new EngineMethods(() -> engine).all());
    methods.put("driver_meter", params -> text(engine.meter(built.get(number(params.get(0))))));
    methods.put("driver_reExecute", this::reExecute);
    methods.put(
        "driver_unwind",
        params -> {
          engine.unwindTo(number(params.get(0)));
          return true;
        });
    methods.put(
        "driver_tags",
        params -> {
          engine.setSafeAndFinalized(number(params.get(0)), number(params.get(1)));
          return true;
        });
    methods.put(
        "driver_account",
        params -> {
          final var state = engine.account(Address.fromHex((String) params.get(0)));
          return Map.of(
              "nonce",
              state.nonce(),
              "balance",
              state.balance().toString(),
              "delegated",
              state.delegated());
        });
    methods.put("driver_call", this::simulate);
    methods.put(
        "driver_executed",
        params -> describe(engine.reader().executed(number(params.get(0))).orElseThrow()));
    methods.put(
        "driver_find",
        params ->
            engine
                .reader()
                .find(Bytes32.fromHexString((String) params.get(0)))
                .map(at -> at.block() + "/" + at.index())
                .orElse("none"));
    methods.put(
        "driver_ots",
        params ->
            new OtsMethods(engine, null, InstantSource.system())
                .methods()
                .get((String) params.get(0))
                .call(new ArrayList<>((List<?>) params.get(1))));
    methods.put(SendRawTransactionSync.NAME, params -> sendSync.call(params));
    methods.put("driver_submitted", params -> List.copyOf(submitted));
    methods.put(
        "driver_enablePool",
        params ->
            new BesuPoolSwitch(access.controller().getTransactionPool())
                .enable((Boolean) params.get(0)));
    methods.put("driver_received", params -> List.copyOf(received));
    methods.put("driver_receivedCount", params -> received.size());
    methods.put(
        "driver_pause",
        params -> {
          peers.values().forEach(peer -> peer.pauseReading((Boolean) params.get(0)));
          return true;
        });
    methods.put("driver_flood", this::flood);
    methods.put(
        "driver_heap",
        params -> {
          System.gc();
          return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        });
    methods.put(
        "driver_peers",
        params ->
            peers.values().stream()
                .map(
                    peer ->
                        "zks/%d zks_2fa/%d"
                            .formatted(
                                peer.version("zks").orElse(0), peer.version("zks_2fa").orElse(0)))
                .toList());
    methods.put(
        "driver_send",
        params ->
            peers.values().stream()
                .map(
                    peer ->
                        peer.send(
                            (String) params.get(0),
                            (int) number(params.get(1)),
                            Bytes.repeat((byte) 0x5a, (int) number(params.get(2)))))
                .toList());
    return methods;
  }

  /** Messages of that size to the only peer until it takes no more; how many were taken. */
  private Object flood(final List<Object> params) {
    final byte[] payload = new byte[(int) number(params.get(2))];
    new Random(1).nextBytes(payload);
    final ZksConnection peer = peers.values().iterator().next();
    int taken = 0;
    while (taken < number(params.get(3))
        && peer.send((String) params.get(0), (int) number(params.get(1)), Bytes.wrap(payload))) {
      taken++;
    }
    return taken;
  }

  private static long number(final Object value) {
    return ((Number) value).longValue();
  }

  private Object extend(final List<Object> params) throws RpcException {
    final L2Block head = engine.head();
    final List<Bytes> transactions = new ArrayList<>();
    ((List<?>) params.get(2)).forEach(raw -> transactions.add(Bytes.fromHexString((String) raw)));
    final BlockAttributes attributes =
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            number(params.get(0)),
            COINBASE,
            GAS_LIMIT,
            1,
            Bytes32.fromHexString((String) params.get(1)));
    final Optional<Bytes32> expected =
        params.size() > 3
            ? Optional.of(Bytes32.fromHexString((String) params.get(3)))
            : Optional.empty();
    try {
      final BlockResult result =
          new AnnouncingEngine(engine, blocks).extend(attributes, transactions, expected);
      built.put(attributes.number(), new BlockInput(attributes, transactions));
      return describe(result);
    } catch (final BlockMismatchException e) {
      throw new RpcException(RpcException.DEFAULT, "mismatch " + e.computed().hash());
    }
  }

  /**
   * Time stamp, transactions, and left and whole budget: 7 numbers each, or none to not meter. A
   * fifth parameter is the pool's sender of all of them.
   */
  private Object extendMetered(final List<Object> params) throws RpcException {
    final L2Block head = engine.head();
    final List<Bytes> transactions = new ArrayList<>();
    ((List<?>) params.get(1)).forEach(raw -> transactions.add(Bytes.fromHexString((String) raw)));
    final BlockAttributes attributes =
        new BlockAttributes(
            head.number() + 1,
            head.hash(),
            number(params.get(0)),
            COINBASE,
            GAS_LIMIT,
            0,
            Bytes32.ZERO);
    final List<DecodedTransaction> pooled =
        params.size() > 2
            ? transactions.stream().map(raw -> pooled(raw, params)).toList()
            : List.of();
    try {
      final long start = System.nanoTime();
      final BlockResult result =
          params.size() > 2
              ? OpenBlock.atOnce(
                  engine,
                  attributes,
                  pooled,
                  new ResourceBudget(
                      EngineJson.resources(params.get(2)), EngineJson.resources(params.get(3))))
              : engine.extend(attributes, transactions, Optional.empty());
      final long nanos = System.nanoTime() - start;
      built.put(attributes.number(), new BlockInput(attributes, result.block().transactions()));
      final Map<String, Object> text = describe(result);
      text.put("used", text(result.used()));
      text.put("exhausted", result.exhausted().map(Resource::name).orElse("none"));
      text.put(
          "oversized",
          result.skipped().stream()
              .filter(skipped -> skipped.oversized())
              .map(skipped -> skipped.index())
              .toList());
      text.put("nanos", nanos);
      return text;
    } catch (final BlockMismatchException e) {
      throw new RpcException(RpcException.DEFAULT, e.getMessage());
    }
  }

  private DecodedTransaction pooled(final Bytes raw, final List<Object> params) {
    return engine.decode(
        raw, params.size() > 4 ? Address.fromHex((String) params.get(4)) : Address.ZERO);
  }

  private static String text(final Resources resources) {
    final StringBuilder text = new StringBuilder();
    for (final Resource resource : Resource.values()) {
      text.append(text.isEmpty() ? "" : " ").append(resources.amount(resource));
    }
    return text.toString();
  }

  private Object reExecute(final List<Object> params) {
    final List<BlockInput> inputs = new ArrayList<>();
    for (long number = number(params.get(0)); number <= number(params.get(1)); number++) {
      inputs.add(built.get(number));
    }
    return engine.reExecute(inputs).stream().map(DriverPlugin::describe).toList();
  }

  private Object simulate(final List<Object> params) {
    final CallRequest request =
        new CallRequest(
            Optional.empty(),
            Optional.of((String) params.get(0)).filter(to -> !to.isEmpty()).map(Address::fromHex),
            OptionalLong.empty(),
            BigInteger.ZERO,
            Bytes.fromHexString((String) params.get(1)));
    final CallOutcome outcome = engine.reader().call(request, number(params.get(2)));
    return outcome.toString();
  }

  private static Map<String, Object> describe(final ExecutedBlock executed) {
    final Map<String, Object> text = describe(executed.block());
    text.put("transactionsRoot", executed.transactionsRoot().toHexString());
    text.put("receiptsRoot", executed.receiptsRoot().toHexString());
    text.put("logsBloom", executed.logsBloom().toHexString());
    text.put("size", executed.size());
    text.put(
        "receipts",
        executed.receipts().stream()
            .map(
                receipt ->
                    "%s %d %d"
                        .formatted(
                            receipt.success(), receipt.cumulativeGasUsed(), receipt.logs().size()))
            .toList());
    return text;
  }

  private static Map<String, Object> describe(final BlockResult result) {
    final Map<String, Object> text = describe(result.block());
    text.put(
        "skipped",
        result.skipped().stream()
            .map(
                skipped ->
                    "%d %s %s".formatted(skipped.index(), skipped.retryable(), skipped.reason()))
            .toList());
    return text;
  }

  private static Map<String, Object> describe(final L2Block block) {
    final Map<String, Object> text = new LinkedHashMap<>();
    text.put("number", block.number());
    text.put("hash", block.hash().toHexString());
    text.put("stateRoot", block.stateRoot().toHexString());
    text.put("gasUsed", block.gasUsed());
    text.put("transactions", block.transactions().stream().map(Bytes::toHexString).toList());
    return text;
  }

  @Override
  public void connected(final ZksConnection connection) {
    peers.put(connection.peerId(), connection);
  }

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    try {
      received.add(
          "%s %d %d".formatted(message.capability(), message.code(), message.payload().size()));
    } catch (final MalformedPayloadException e) {
      connection.disconnect(e.getMessage());
    }
  }

  @Override
  public void disconnected(final ZksConnection connection) {
    peers.remove(connection.peerId(), connection);
  }
}
