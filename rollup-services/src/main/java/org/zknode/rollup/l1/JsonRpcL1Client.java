/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.config.ChainConfig;
import org.zknode.rollup.config.L1Config;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/** {@link L1Client} and {@link RollupTerms} over JSON-RPC (design 5). Thread-safe. */
public final class JsonRpcL1Client implements L1Client, RollupTerms {
  /** JSON-RPC code of a reverted eth_call or eth_estimateGas. */
  private static final long CODE_REVERTED = 3;

  /** Wei per gas; for L1 nodes without eth_maxPriorityFeePerGas. */
  private static final BigInteger FALLBACK_PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

  /** Times the base fee: room for six full blocks of rising fees (EIP-1559, 12.5 % each). */
  private static final BigInteger BASE_FEE_FACTOR = BigInteger.TWO;

  private final L1Config config;
  private final JsonRpcTransport transport;
  private final EthCalls eth;
  private final AdaptiveLogs logs;
  private final L1EventDecoder decoder;

  public JsonRpcL1Client(final L1Config config) {
    this(config, JsonRpcLimits.defaults());
  }

  public JsonRpcL1Client(final L1Config config, final JsonRpcLimits limits) {
    this.config = config;
    this.transport = new JsonRpcTransport(config.urls(), limits);
    this.eth = new EthCalls(transport);
    this.logs =
        new AdaptiveLogs(
            transport,
            List.of(config.rollup(), config.globalExitRootManager()),
            List.of(
                ElderberryAbi.SEQUENCE_BATCHES_TOPIC,
                ForcedBatchAbi.FORCE_BATCH_TOPIC,
                ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC,
                ForcedBatchAbi.INITIAL_SEQUENCE_BATCHES_TOPIC,
                ForcedBatchAbi.UPDATE_ETROG_SEQUENCE_TOPIC,
                ElderberryAbi.VERIFY_BATCHES_TOPIC,
                ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC));
    this.decoder = new L1EventDecoder(eth, config);
  }

  /**
   * Start-up check: is this the L1, and are these the contracts of our chain?
   *
   * @throws L1ConfigurationException one sentence with what was expected and found
   * @throws TemporaryException L1 cannot be reached
   */
  public void verifyDeployment(final ChainConfig chain) {
    new L1DeploymentCheck(this, eth, config).run(chain);
  }

  @Override
  public long chainId() {
    return eth.number("eth_chainId");
  }

  @Override
  public L1BlockRef head(final BlockTag tag) {
    final String name = tag.name().toLowerCase(Locale.ROOT);
    final JsonNode block = eth.request("eth_getBlockByNumber", name, false);
    if (block.isNull()) {
      throw new TemporaryException("L1 has no %s block yet".formatted(name));
    }
    return EthCalls.block(block);
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    final JsonNode block =
        eth.request("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    return block.isNull() ? Optional.empty() : Optional.of(EthCalls.block(block));
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    // An endpoint that is behind answers no logs for blocks that it has not got: ask it first.
    if (block(toBlock).isEmpty()) {
      throw new TemporaryException("L1 has no block %d (yet)".formatted(toBlock));
    }
    return decoder.decode(logs.fetch(fromBlock, toBlock));
  }

  @Override
  public RollupData rollupData() {
    return view(
        config.rollupManager(),
        ElderberryAbi.rollupData(config.rollupId()),
        ElderberryAbi::decodeRollupData);
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    return view(
        config.rollupManager(),
        ElderberryAbi.sequencedBatches(config.rollupId(), batchNumber),
        ElderberryAbi::decodeAccInputHash);
  }

  @Override
  public BigInteger rewardPerBatch() {
    return view(
        config.rollupManager(), ElderberryAbi.rewardPerBatch(), ElderberryAbi::decodeReward);
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    return view(
        config.rollupManager(),
        ElderberryAbi.stateRoot(config.rollupId(), batchNumber),
        ElderberryAbi::decodeBytes32);
  }

  @Override
  public Bytes32 l1InfoRoot() {
    return view(
        config.globalExitRootManager(), ElderberryAbi.l1InfoRoot(), ElderberryAbi::decodeBytes32);
  }

  @Override
  public Address trustedSequencer() {
    return view(config.rollup(), ElderberryAbi.trustedSequencer(), ElderberryAbi::decodeAddress);
  }

  @Override
  public boolean isTrustedAggregator(final Address account) {
    return view(
        config.rollupManager(),
        ElderberryAbi.hasTrustedAggregatorRole(account),
        ElderberryAbi::decodeBoolean);
  }

  @Override
  public long forceBatchTimeout() {
    return view(
        config.rollup(),
        ForcedBatchAbi.forceBatchTimeout(),
        ForcedBatchAbi::decodeForceBatchTimeout);
  }

  @Override
  public Optional<Address> feeToken() {
    return Optional.of(view(config.rollup(), FeeTokenAbi.feeToken(), ElderberryAbi::decodeAddress))
        .filter(token -> !token.equals(Address.ZERO));
  }

  @Override
  public BigInteger batchFee() {
    return view(config.rollupManager(), FeeTokenAbi.batchFee(), FeeTokenAbi::decodeAmount);
  }

  @Override
  public BigInteger feeAllowance(final Address feeToken, final Address owner) {
    return view(feeToken, FeeTokenAbi.allowance(owner, config.rollup()), FeeTokenAbi::decodeAmount);
  }

  @Override
  public boolean hasCode(final Address address) {
    return !EthCalls.bytes(eth.request("eth_getCode", address.toString(), "latest"), "code")
        .isEmpty();
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
  public long pendingNonce(final Address account) {
    return eth.number("eth_getTransactionCount", account.toString(), "pending");
  }

  @Override
  public Fees fees() {
    final JsonNode head = eth.request("eth_getBlockByNumber", "latest", false);
    final BigInteger baseFee = EthCalls.quantity(head.path("baseFeePerGas"), "baseFeePerGas");
    final BigInteger priorityFee = priorityFee();
    return new Fees(baseFee.multiply(BASE_FEE_FACTOR).add(priorityFee), priorityFee);
  }

  @Override
  public BigInteger gasPrice() {
    return EthCalls.quantity(eth.request("eth_gasPrice"), "eth_gasPrice");
  }

  @Override
  public long estimateGas(final Address from, final Address to, final Bytes data)
      throws L1RevertException {
    try {
      return EthCalls.exactLong(
          transport.call(
              "eth_estimateGas",
              Map.of(
                  "from", from.toString(),
                  "to", to.toString(),
                  "data", data.toHexString())),
          "eth_estimateGas");
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
  public Bytes32 sendRaw(final Bytes rawTransaction) throws L1SendException {
    try {
      transport.call("eth_sendRawTransaction", rawTransaction.toHexString());
    } catch (final JsonRpcErrorException e) {
      if (!SendErrors.isAlreadyKnown(e.getMessage())) {
        throw new L1SendException(SendErrors.kind(e.getMessage()), e.getMessage());
      }
    }
    return Keccak256.hash(rawTransaction);
  }

  @Override
  public Optional<Receipt> receipt(final Bytes32 transactionHash) {
    final JsonNode receipt =
        eth.request("eth_getTransactionReceipt", transactionHash.toHexString());
    return receipt.isNull()
        ? Optional.empty()
        : Optional.of(
            new Receipt(
                transactionHash,
                EthCalls.longOf(receipt, "blockNumber"),
                EthCalls.bytes32(receipt, "blockHash"),
                EthCalls.longOf(receipt, "status") == 1));
  }

  @Override
  public void close() {
    transport.close();
  }

  private BigInteger priorityFee() {
    try {
      return EthCalls.quantity(transport.call("eth_maxPriorityFeePerGas"), "priority fee");
    } catch (final JsonRpcErrorException notOffered) {
      return FALLBACK_PRIORITY_FEE;
    }
  }

  private <T> T view(
      final Address contract, final Bytes data, final Function<Bytes, T> resultDecoder) {
    final Bytes result = eth.read(contract, data);
    try {
      return resultDecoder.apply(result);
    } catch (final IllegalArgumentException e) {
      throw new TemporaryException(
          "the contract at %s gave an unexpected answer: %s".formatted(contract, e.getMessage()),
          e);
    }
  }
}
