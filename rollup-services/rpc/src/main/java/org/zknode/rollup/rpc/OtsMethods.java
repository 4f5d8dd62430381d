/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.TraceTooLargeException;
import org.zknode.rollup.pool.InFlight;
import org.zknode.rollup.state.StateStore;

/**
 * What Otterscan asks a node besides Ethereum's own methods: namespace {@code ots_}, API level 8,
 * and {@code erigon_getHeaderByNumber}. What has to execute blocks again or read old states is let
 * in a few at a time.
 */
public final class OtsMethods {
  /** Otterscan's level of this interface. */
  private static final int API_LEVEL = 8;

  /** Each may execute a whole block, or search for two seconds; Besu answers with 6 threads. */
  static final int MAX_COSTLY = 2;

  /** EIP-1474: limit exceeded. */
  static final int LIMIT_EXCEEDED = -32005;

  private final ExecutionEngine engine;
  private final BlockTags tags;
  private final OtsBlocks blocks;
  private final OtsTraces traces;
  private final OtsSearch search;
  private final OtsOrigins origins;
  private final InFlight costly = new InFlight(MAX_COSTLY, InFlight.SHORT_WAIT);

  /**
   * @param clock measures how long a search takes
   */
  public OtsMethods(
      final ExecutionEngine engine, final StateStore store, final InstantSource clock) {
    this.engine = engine;
    this.tags = new BlockTags(engine, store);
    this.blocks = new OtsBlocks(engine, tags);
    this.traces = new OtsTraces(engine.reader());
    this.search = new OtsSearch(engine, clock);
    this.origins = new OtsOrigins(engine);
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.put("ots_getApiLevel", OtsMethods::apiLevel);
    methods.put("ots_hasCode", this::hasCode);
    methods.put("ots_getInternalOperations", traces::internalOperations);
    methods.put("ots_getTransactionError", traces::error);
    methods.put("ots_traceTransaction", traces::trace);
    methods.put("ots_searchTransactionsBefore", search::before);
    methods.put("ots_searchTransactionsAfter", search::after);
    methods.put("ots_getTransactionBySenderAndNonce", origins::bySenderAndNonce);
    methods.put("ots_getContractCreator", origins::creator);
    methods.replaceAll((name, method) -> name.equals("ots_getApiLevel") ? method : few(method));
    methods.put("ots_getBlockDetails", blocks::details);
    methods.put("ots_getBlockDetailsByHash", blocks::detailsByHash);
    methods.put("ots_getBlockTransactions", blocks::transactions);
    methods.put("erigon_getHeaderByNumber", blocks::header);
    methods.replaceAll((name, method) -> ZkevmMethods.withoutInternals(method));
    return Map.copyOf(methods);
  }

  private static Object apiLevel(final List<Object> params) throws RpcException {
    RpcParams.none(params);
    return API_LEVEL;
  }

  private Object hasCode(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 1, 2);
    final Address address = checked.address(0);
    final long block = tags.resolve(params.size() > 1 ? params.get(1) : null, 1);
    final Bytes code = engine.reader().code(address, block);
    return !code.isEmpty();
  }

  private RpcMethod few(final RpcMethod method) {
    return params -> {
      if (!costly.enter()) {
        throw new RpcException(
            LIMIT_EXCEEDED,
            "too many calls at the same time: %d calls of ots_ methods that trace or search are worked on, try again"
                .formatted(costly.limit()));
      }
      try {
        return method.call(params);
      } catch (final TraceTooLargeException e) {
        throw new RpcException(LIMIT_EXCEEDED, e.getMessage());
      } finally {
        costly.leave();
      }
    };
  }
}
