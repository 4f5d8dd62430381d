/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.engine.CallTrace;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.ChainReader.TransactionPosition;
import org.zknode.rollup.engine.TraceLimits;

/** Calls inside of one transaction. */
final class OtsTraces {
  /** A page of Otterscan's cannot show more; some tens of megabytes of JSON at the most. */
  static final TraceLimits LIMITS = new TraceLimits(20_000, 8L << 20);

  private final ChainReader reader;

  OtsTraces(final ChainReader reader) {
    this.reader = reader;
  }

  /** Empty for a transaction that is not in the chain. */
  Object trace(final List<Object> params) throws RpcException {
    return find(params)
        .map(at -> calls(at).stream().map(OtsTraces::entry).toList())
        .orElse(List.of());
  }

  private static Map<String, Object> entry(final CallTrace call) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", call.kind().name());
    json.put("depth", call.depth());
    json.put("from", call.from().toString());
    json.put("to", call.to().toString());
    json.put("value", RpcJson.quantity(call.value()));
    json.put("input", call.input().toHexString());
    json.put("output", call.output().toHexString());
    return json;
  }

  /** Transfers, new contracts and SELFDESTRUCTs, the transaction's own among them. */
  Object internalOperations(final List<Object> params) throws RpcException {
    final TransactionPosition at =
        find(params)
            .orElseThrow(
                () ->
                    new RpcException(
                        RpcException.DEFAULT,
                        "no transaction %s in the chain".formatted(params.getFirst())));
    return calls(at).stream().flatMap(call -> operation(call).stream()).toList();
  }

  private static Optional<Map<String, Object>> operation(final CallTrace call) {
    final int type =
        switch (call.kind()) {
          case CALL -> call.value().signum() == 0 ? -1 : 0;
          case SELFDESTRUCT -> 1;
          case CREATE -> 2;
          case CREATE2 -> 3;
          default -> -1;
        };
    if (type < 0) {
      return Optional.empty();
    }
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", type);
    json.put("from", call.from().toString());
    json.put("to", call.to().toString());
    json.put("value", RpcJson.quantity(call.value()));
    return Optional.of(json);
  }

  /** What a transaction reverted with; empty for one that did not, or is not in the chain. */
  Object error(final List<Object> params) throws RpcException {
    return find(params)
        .filter(at -> !succeeded(at))
        .map(at -> calls(at).getFirst().output())
        .orElse(Bytes.EMPTY)
        .toHexString();
  }

  private boolean succeeded(final TransactionPosition at) {
    return reader
        .executed(at.block())
        .filter(block -> at.index() < block.receipts().size())
        .map(block -> block.receipts().get(at.index()).success())
        .orElse(true);
  }

  private List<CallTrace> calls(final TransactionPosition at) {
    return reader.trace(at.block(), at.index(), LIMITS);
  }

  private Optional<TransactionPosition> find(final List<Object> params) throws RpcException {
    return reader.find(RpcParams.of(params, 1, 1).bytes32(0));
  }
}
