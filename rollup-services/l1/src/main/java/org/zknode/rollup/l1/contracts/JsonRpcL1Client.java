/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1RevertException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.RollupTerms;
import org.zknode.rollup.l1.SendRefusal;
import org.zknode.rollup.l1.jsonrpc.Endpoint;
import org.zknode.rollup.l1.jsonrpc.EndpointHealth;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.JsonRpcLimits;
import org.zknode.rollup.l1.jsonrpc.JsonRpcTransport;
import org.zknode.rollup.l1.jsonrpc.L1CallTimes;
import org.zknode.rollup.l1.jsonrpc.RefusalTexts;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;
import org.zknode.rollup.status.NodeStatus;

/**
 * {@link L1Client} and {@link RollupTerms} over JSON-RPC (docs/spec/l1-contracts.md, "Reading L1").
 * Thread-safe.
 */
public final class JsonRpcL1Client implements L1Client, RollupTerms {
  /** JSON-RPC code of a reverted eth_call or eth_estimateGas. */
  private static final long CODE_REVERTED = 3;

  /** Wei per gas; for L1 nodes without eth_maxPriorityFeePerGas. */
  private static final BigInteger FALLBACK_PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

  private final L1Config config;
  private final Clock clock;
  private final JsonRpcTransport transport;
  private final EthCalls eth;
  private final ContractViews contracts;
  private final Map<Endpoint, L1View> views;

  public JsonRpcL1Client(final L1Config config) {
    this(config, JsonRpcLimits.defaults());
  }

  public JsonRpcL1Client(final L1Config config, final JsonRpcLimits limits) {
    this(config, limits, Clock.systemUTC());
  }

  public JsonRpcL1Client(final L1Config config, final JsonRpcLimits limits, final Clock clock) {
    this(config, limits, clock, new L1CallTimes(Metrics.none()));
  }

  /** The same, and its calls are measured. */
  public JsonRpcL1Client(
      final L1Config config,
      final JsonRpcLimits limits,
      final Clock clock,
      final L1CallTimes times) {
    this.config = config;
    this.clock = clock;
    this.transport =
        new JsonRpcTransport(
            config.urls(), limits, OptionalLong.of(config.chainId()), clock, times);
    this.eth = new EthCalls(transport);
    this.contracts = new ContractViews(eth, config);
    final CallTraces traces = new CallTraces(transport, config.rollup(), clock);
    final Map<Endpoint, L1View> all = new LinkedHashMap<>();
    transport
        .callers()
        .forEach(
            caller ->
                all.put(
                    caller.endpoint(),
                    new JsonRpcL1View(caller, transport.pool(), traces, config)));
    this.views = Collections.unmodifiableMap(all);
  }

  @Override
  public List<L1View> views() {
    final List<L1View> ranked =
        transport.ranked().stream().map(caller -> views.get(caller.endpoint())).toList();
    if (ranked.isEmpty()) {
      throw new TemporaryException(
          "no L1 endpoint is of chain %d: %s".formatted(config.chainId(), problems()));
    }
    return ranked;
  }

  /** What is known of each endpoint, in the configured order. */
  public List<EndpointHealth> endpoints() {
    return transport.pool().health();
  }

  /** Looks at the endpoints from time to time, and says what is wrong with them. */
  public L1EndpointWatch watch(final NodeStatus status, final Clock clock) {
    return new L1EndpointWatch(transport, List.copyOf(views.values()), status, clock);
  }

  private String problems() {
    return endpoints().stream()
        .map(endpoint -> endpoint.name() + ": " + endpoint.lastError())
        .collect(Collectors.joining("; "));
  }

  /**
   * Start-up check: is this the L1, and are these the contracts of our chain?
   *
   * @throws org.zknode.rollup.l1.L1ConfigurationException one sentence with what was expected and
   *     found
   * @throws org.zknode.rollup.l1.L1BehindException no endpoint has the rollup's first block yet
   * @throws TemporaryException L1 cannot be reached
   */
  public void verifyDeployment(final ChainConfig chain) {
    new L1StartCheck(transport, config, clock).run(chain);
  }

  @Override
  public long chainId() {
    return eth.number("eth_chainId");
  }

  /**
   * @throws TemporaryException no endpoint has such a block
   */
  @Override
  public L1BlockRef head(final BlockTag tag) {
    return ofFirst(view -> view.head(tag));
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    return eth.block(number);
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    return ofFirst(view -> view.events(fromBlock, toBlock));
  }

  @Override
  public L1Logs logs(
      final L1LogFilter filter, final long fromBlock, final long toBlock, final long enoughBytes) {
    return ofFirst(view -> view.logs(filter, fromBlock, toBlock, enoughBytes));
  }

  @Override
  public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
    return ofFirst(view -> view.call(contract, calldata, block));
  }

  @Override
  public Optional<ContractState> stateAt(final long block) {
    return ofFirst(view -> view.stateAt(block));
  }

  @Override
  public Bytes32 forcedBatchHash(final long number, final long block) {
    return contracts.forcedBatchHash(number, block);
  }

  /** The answer of the first endpoint that has one. */
  private <T> T ofFirst(final Function<L1View, T> question) {
    L1EndpointException last = new L1EndpointException("L1", "no endpoint");
    for (final L1View view : views()) {
      try {
        return question.apply(view);
      } catch (final L1EndpointException e) {
        last = e;
      }
    }
    throw last;
  }

  @Override
  public RollupData rollupData() {
    return contracts.rollupData();
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    return contracts.sequencedAccInputHash(batchNumber);
  }

  @Override
  public BigInteger rewardPerBatch() {
    return eth.view(
        config.rollupManager(), ElderberryAbi.rewardPerBatch(), ElderberryAbi::decodeReward);
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    return contracts.verifiedStateRoot(batchNumber);
  }

  @Override
  public Bytes32 l1InfoRoot() {
    return contracts.l1InfoRoot();
  }

  @Override
  public Address trustedSequencer() {
    return eth.view(
        config.rollup(), ElderberryAbi.trustedSequencer(), ElderberryAbi::decodeAddress);
  }

  @Override
  public boolean isTrustedAggregator(final Address account) {
    return everyView(
            config.rollupManager(),
            ElderberryAbi.hasTrustedAggregatorRole(account),
            ElderberryAbi::decodeBoolean)
        .contains(true);
  }

  @Override
  public boolean isTrustedSequencer(final Address account) {
    return everyView(
            config.rollup(), ElderberryAbi.trustedSequencer(), ElderberryAbi::decodeAddress)
        .contains(account);
  }

  @Override
  public long leastBatchSequenced() {
    return everyView(
            config.rollupManager(),
            ElderberryAbi.rollupData(config.rollupId()),
            data -> ElderberryAbi.decodeRollupData(data).lastBatchSequenced())
        .stream()
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** What each endpoint that is well says of a contract at its newest block. */
  private <T> List<T> everyView(
      final Address contract, final Bytes data, final Function<Bytes, T> decoder) {
    try {
      return transport.askAll(
          "eth_call",
          result -> decoder.apply(EthCalls.bytes(result, "eth_call")),
          Map.of("to", contract.toString(), "data", data.toHexString()),
          "latest");
    } catch (final JsonRpcErrorException e) {
      throw new TemporaryException(
          "a call of %s failed: %s".formatted(contract, e.getMessage()), e);
    }
  }

  @Override
  public long forceBatchTimeout() {
    return Collections.max(
        everyView(
            config.rollup(),
            ForcedBatchAbi.forceBatchTimeout(),
            ForcedBatchAbi::decodeForceBatchTimeout));
  }

  @Override
  public Optional<Address> feeToken() {
    return Optional.of(
            eth.view(config.rollup(), FeeTokenAbi.feeToken(), ElderberryAbi::decodeAddress))
        .filter(token -> !token.equals(Address.ZERO));
  }

  @Override
  public BigInteger batchFee() {
    return eth.view(config.rollupManager(), FeeTokenAbi.batchFee(), FeeTokenAbi::decodeAmount);
  }

  @Override
  public BigInteger feeAllowance(final Address feeToken, final Address owner) {
    return eth.view(
        feeToken, FeeTokenAbi.allowance(owner, config.rollup()), FeeTokenAbi::decodeAmount);
  }

  @Override
  public boolean hasCode(final Address address) {
    return eth.hasCode(address);
  }

  @Override
  public BigInteger balance(final Address address) {
    return eth.bigNumber("eth_getBalance", address.toString(), "latest");
  }

  @Override
  public long minedNonce(final Address account) {
    return eth.number("eth_getTransactionCount", account.toString(), "latest");
  }

  @Override
  public MinedNonces minedNonces(final Address account) {
    return MinedNonces.of(transactionCounts(account, "latest"));
  }

  @Override
  public long pendingNonce(final Address account) {
    return pendingNonce(account, 0);
  }

  /**
   * The lowest that an endpoint says: too low a nonce is found out at once, too high a one never.
   */
  @Override
  public long pendingNonce(final Address account, final long atLeast) {
    final List<Long> answers = transactionCounts(account, "pending");
    return answers.stream()
        .filter(nonce -> nonce >= atLeast)
        .min(Comparator.naturalOrder())
        .orElseGet(() -> Collections.max(answers));
  }

  /** What each endpoint that is well says. */
  private List<Long> transactionCounts(final Address account, final String tag) {
    try {
      return transport.askAll(
          "eth_getTransactionCount",
          count -> EthCalls.exactLong(count, "eth_getTransactionCount"),
          account.toString(),
          tag);
    } catch (final JsonRpcErrorException e) {
      throw new TemporaryException("L1 refused " + e.getMessage(), e);
    }
  }

  @Override
  public Fees fees() {
    final BigInteger baseFee =
        eth.ask(
            "eth_getBlockByNumber",
            head -> EthCalls.quantity(head.path("baseFeePerGas"), "baseFeePerGas"),
            "latest",
            false);
    return new Fees(baseFee, priorityFee());
  }

  @Override
  public BigInteger gasPrice() {
    return eth.bigNumber("eth_gasPrice");
  }

  @Override
  public long estimateGas(final Address from, final Address to, final Bytes data)
      throws L1RevertException {
    try {
      // One that lags or lies must not fail what another one can do.
      return transport.askAny(
          "eth_estimateGas",
          gas -> EthCalls.exactLong(gas, "eth_estimateGas"),
          Map.of(
              "from", from.toString(),
              "to", to.toString(),
              "data", data.toHexString()));
    } catch (final JsonRpcErrorException e) {
      if (e.code() == CODE_REVERTED
          || !e.data().isEmpty()
          || e.getMessage().toLowerCase(Locale.ROOT).contains("revert")) {
        throw new L1RevertException(RevertReasons.decode(e.data()).orElse(e.getMessage()));
      }
      throw new TemporaryException("L1 refused " + e.getMessage(), e);
    }
  }

  @Override
  public Simulation simulate(final Address from, final List<Call> calls) throws L1RevertException {
    return new CallSimulation(transport).run(from, calls);
  }

  @Override
  public Bytes32 sendRaw(final Bytes rawTransaction) throws L1SendException {
    try {
      // To all of them: one that takes it may never pass it on.
      transport.askAll("eth_sendRawTransaction", Function.identity(), rawTransaction.toHexString());
    } catch (final JsonRpcErrorException e) {
      requireKnown(e);
    }
    return Keccak256.hash(rawTransaction);
  }

  /**
   * @throws L1SendException no endpoint has it; a used nonce is what it is only if all say so
   */
  private static void requireKnown(final JsonRpcErrorException first) throws L1SendException {
    final List<JsonRpcErrorException> all = new ArrayList<>(List.of(first));
    for (final Throwable other : first.getSuppressed()) {
      if (other instanceof JsonRpcErrorException refusal) {
        all.add(refusal);
      }
    }
    JsonRpcErrorException worst = first;
    for (final JsonRpcErrorException refusal : all) {
      final SendRefusal meaning = RefusalTexts.meaning(refusal.getMessage());
      if (meaning == SendRefusal.ALREADY_KNOWN) {
        return;
      }
      if (meaning != SendRefusal.NONCE_TOO_LOW
          && RefusalTexts.meaning(worst.getMessage()) == SendRefusal.NONCE_TOO_LOW) {
        worst = refusal;
      }
    }
    throw new L1SendException(RefusalTexts.meaning(worst.getMessage()), worst.getMessage());
  }

  @Override
  public Optional<Receipt> receipt(final Bytes32 transactionHash) {
    return eth.ask(
        "eth_getTransactionReceipt",
        receipt ->
            receipt.isNull()
                ? Optional.empty()
                : Optional.of(
                    new Receipt(
                        transactionHash,
                        EthCalls.longOf(receipt, "blockNumber"),
                        EthCalls.bytes32(receipt, "blockHash"),
                        EthCalls.longOf(receipt, "status") == 1)),
        transactionHash.toHexString());
  }

  @Override
  public void close() {
    transport.close();
  }

  private BigInteger priorityFee() {
    try {
      return transport.ask(
          "eth_maxPriorityFeePerGas", fee -> EthCalls.quantity(fee, "priority fee"));
    } catch (final JsonRpcErrorException notOffered) {
      return FALLBACK_PRIORITY_FEE;
    }
  }
}
