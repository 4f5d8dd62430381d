/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.jsonrpc.AdaptiveLogs;
import org.zknode.rollup.l1.jsonrpc.Endpoint;
import org.zknode.rollup.l1.jsonrpc.EndpointCaller;
import org.zknode.rollup.l1.jsonrpc.EndpointPool;
import org.zknode.rollup.l1.jsonrpc.EthCalls;
import org.zknode.rollup.l1.jsonrpc.JsonRpcErrorException;
import org.zknode.rollup.l1.jsonrpc.LogEntry;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/** L1 as one JSON-RPC endpoint shows it. Thread-safe. */
final class JsonRpcL1View implements L1View {
  private static final Logger LOG = LoggerFactory.getLogger(JsonRpcL1View.class);

  private final EndpointCaller caller;
  private final EndpointPool pool;
  private final EthCalls eth;
  private final ContractViews contracts;
  private final AdaptiveLogs logs;
  private final L1EventDecoder decoder;

  /** As many as there are filters, which are constants of their callers. */
  private final Map<L1LogFilter, AdaptiveLogs> anyLogs = new ConcurrentHashMap<>();

  /**
   * @param traces of all endpoints
   */
  JsonRpcL1View(
      final EndpointCaller caller,
      final EndpointPool pool,
      final CallTraces traces,
      final L1Config config) {
    this.caller = caller;
    this.pool = pool;
    this.eth = new EthCalls(caller);
    this.contracts = new ContractViews(eth, config);
    this.logs =
        new AdaptiveLogs(
            caller,
            Set.copyOf(List.of(config.rollup(), config.globalExitRootManager())),
            Set.of(
                ElderberryAbi.SEQUENCE_BATCHES_TOPIC,
                ForcedBatchAbi.FORCE_BATCH_TOPIC,
                ForcedBatchAbi.SEQUENCE_FORCE_BATCHES_TOPIC,
                ForcedBatchAbi.INITIAL_SEQUENCE_BATCHES_TOPIC,
                ForcedBatchAbi.UPDATE_ETROG_SEQUENCE_TOPIC,
                ElderberryAbi.VERIFY_BATCHES_TOPIC,
                ElderberryAbi.UPDATE_L1_INFO_TREE_TOPIC));
    final RollupCalls calls = new RollupCalls(eth, traces, config.rollup());
    this.decoder = new L1EventDecoder(eth, calls, new IndirectCalls(calls, contracts), config);
  }

  Endpoint endpoint() {
    return caller.endpoint();
  }

  @Override
  public String name() {
    return endpoint().name();
  }

  @Override
  public boolean isGood() {
    return pool.rank(endpoint()) == Endpoint.Rank.GOOD;
  }

  @Override
  public L1BlockRef head(final BlockTag tag) {
    final String name = tag.name().toLowerCase(Locale.ROOT);
    Optional<L1BlockRef> block;
    String said = "it answered null";
    try {
      block =
          caller.ask(
              "eth_getBlockByNumber",
              result -> result.isNull() ? Optional.empty() : Optional.of(EthCalls.block(result)),
              name,
              false);
    } catch (final JsonRpcErrorException e) {
      block = Optional.empty();
      said = e.getMessage();
    }
    if (tag == BlockTag.LATEST && block.isPresent()) {
      pool.sawHead(endpoint(), block.get().number(), block.get().timestamp());
    }
    final String why = said;
    return block.orElseThrow(() -> noHead(tag, name, why));
  }

  private L1EndpointException noHead(final BlockTag tag, final String name, final String said) {
    return new L1EndpointException(
        name(),
        tag == BlockTag.LATEST
            ? "it has no latest block: " + said
            : ("it has no %s block (%s); an L1 without a beacon chain has none: then choose"
                    + " --plugin-zknode-l1-sync-tag=latest")
                .formatted(name, said));
  }

  @Override
  public Optional<L1BlockRef> block(final long number) {
    return usable(() -> eth.block(number));
  }

  @Override
  public List<L1Event> events(final long fromBlock, final long toBlock) {
    return usable(
        () -> {
          requireBlock(toBlock);
          return decoder.decode(logs.fetch(fromBlock, toBlock));
        });
  }

  /** An endpoint that is behind answers no logs for blocks that it has not got. */
  private void requireBlock(final long number) {
    if (eth.block(number).isEmpty()) {
      throw new TemporaryException("it has no block %d (yet)".formatted(number));
    }
  }

  @Override
  public L1Logs logs(
      final L1LogFilter filter, final long fromBlock, final long toBlock, final long enoughBytes) {
    return usable(
        () -> {
          requireBlock(toBlock);
          final AdaptiveLogs.Fetched fetched =
              anyLogs
                  .computeIfAbsent(
                      filter,
                      wanted -> new AdaptiveLogs(caller, wanted.contracts(), wanted.topics()))
                  .fetch(fromBlock, toBlock, enoughBytes);
          return new L1Logs(
              fetched.logs().stream().map(JsonRpcL1View::log).toList(), fetched.toBlock());
        });
  }

  private static L1Log log(final LogEntry entry) {
    return new L1Log(
        new ChainReader.Log(entry.address(), entry.topics(), entry.data()),
        entry.blockNumber(),
        entry.blockHash(),
        entry.transactionHash(),
        entry.logIndex());
  }

  @Override
  public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
    return usable(
        () -> {
          try {
            return Optional.of(
                eth.view(contract, calldata, EthCalls.hex(block), Function.identity()));
          } catch (final JsonRpcErrorException e) {
            LOG.debug("{} does not answer a call of {}", name(), contract, e);
            return Optional.empty();
          }
        });
  }

  @Override
  public Optional<ContractState> stateAt(final long block) {
    return usable(() -> contracts.stateAt(block));
  }

  @Override
  public Bytes32 sequencedAccInputHash(final long batchNumber) {
    return usable(() -> contracts.sequencedAccInputHash(batchNumber));
  }

  @Override
  public Bytes32 verifiedStateRoot(final long batchNumber) {
    return usable(() -> contracts.verifiedStateRoot(batchNumber));
  }

  @Override
  public Bytes32 forcedBatchHash(final long number, final long block) {
    return usable(() -> contracts.forcedBatchHash(number, block));
  }

  @Override
  public void failed(final String why) {
    LOG.warn("L1 endpoint {} is not believed: {}", name(), why);
    pool.distrust(endpoint(), new L1EndpointException(name(), why));
  }

  /** Whatever goes wrong with an endpoint's answer is its fault, foreseen or not. */
  private <T> T usable(final Supplier<T> question) {
    try {
      return question.get();
    } catch (final CriticalException | L1EndpointException e) {
      throw e;
    } catch (final TemporaryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw caller.lost(new L1EndpointException(name(), e.getMessage()));
    } catch (final RuntimeException e) {
      LOG.warn("L1 endpoint {} answered something that nobody foresaw", name(), e);
      throw caller.lost(new L1EndpointException(name(), "its answer cannot be used: " + e));
    }
  }
}
