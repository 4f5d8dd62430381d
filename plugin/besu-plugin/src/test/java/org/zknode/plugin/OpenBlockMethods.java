/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.zknode.plugin.EngineJson.bytes;
import static org.zknode.plugin.EngineJson.list;
import static org.zknode.plugin.EngineJson.number;
import static org.zknode.plugin.EngineJson.resources;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.WorkLimits;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;

/** Open blocks of the driven engine, by numbers that are given here. */
final class OpenBlockMethods {
  /** How the text of an engine's failure begins. */
  static final String FAILED = "engine: ";

  private final Supplier<ExecutionEngine> engine;
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, OpenBlock> blocks = new ConcurrentHashMap<>();

  OpenBlockMethods(final Supplier<ExecutionEngine> engine) {
    this.engine = engine;
  }

  Map<String, RpcMethod> all() {
    return Map.of(
        "driver_engineOpen", checked(this::open),
        "driver_engineAppend", checked(this::append),
        "driver_engineOpenAccounts",
            checked(
                params ->
                    EngineJson.ofAccounts(
                        block(params)
                            .accounts(
                                list(params.get(1)).stream()
                                    .map(each -> Address.fromHex((String) each))
                                    .toList()))),
        "driver_engineSeal", checked(params -> EngineJson.of(block(params).seal())),
        "driver_engineAbandon",
            checked(
                params -> {
                  block(params).close();
                  return true;
                }));
  }

  private static RpcMethod checked(final RpcMethod method) {
    return params -> {
      try {
        return method.call(params);
      } catch (final IllegalArgumentException e) {
        throw new RpcException(RpcException.DEFAULT, EngineMethods.BAD_ARGUMENT + e.getMessage());
      } catch (final EngineException e) {
        throw new RpcException(RpcException.DEFAULT, FAILED + e.getMessage());
      }
    };
  }

  private OpenBlock block(final List<Object> params) {
    return blocks.get(number(params.get(0)));
  }

  /**
   * Attributes, left and whole resources, the room's bytes and count, and nanoseconds of assembly,
   * one transaction and discarded work with the gas limit that is small; whether the batch is
   * sparing.
   */
  private Object open(final List<Object> params) {
    final List<?> room = list(params.get(3));
    final List<?> work = list(params.get(4));
    final ResourceBudget budget =
        new ResourceBudget(
            resources(params.get(1)),
            resources(params.get(2)),
            new ResourceBudget.Room((int) number(room.get(0)), (int) number(room.get(1))),
            new WorkLimits(
                Duration.ofNanos(number(work.get(0))),
                Duration.ofNanos(number(work.get(1))),
                Duration.ofNanos(number(work.get(2))),
                number(work.get(3)),
                System::nanoTime),
            Boolean.TRUE.equals(params.get(5)));
    final OpenBlock open = engine.get().open(EngineJson.attributes(params.get(0)), budget);
    final long id = next.incrementAndGet();
    blocks.put(id, open);
    return id;
  }

  /** The block, transactions, their senders, and the nanoseconds that the part may take. */
  private Object append(final List<Object> params) {
    final List<Bytes> raw = bytes(params.get(1));
    final List<DecodedTransaction> transactions = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      transactions.add(
          engine.get().decode(raw.get(i), Address.fromHex((String) list(params.get(2)).get(i))));
    }
    final Appended appended =
        block(params).append(transactions, Duration.ofNanos(number(params.get(3))));
    return EngineJson.of(appended);
  }
}
