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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.plugin.besu.BesuEngine;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ExecutionEngine.Trial;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;

/** The engine inside of Besu over JSON-RPC; {@link DrivenEngine} is the other end. */
final class EngineMethods {
  /** Begins the text of the error that stands for an {@link IllegalArgumentException}. */
  static final String BAD_ARGUMENT = "bad argument: ";

  private final Supplier<BesuEngine> engine;

  EngineMethods(final Supplier<BesuEngine> engine) {
    this.engine = engine;
  }

  Map<String, RpcMethod> all() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    methods.put("driver_engineHead", params -> EngineJson.of(engine.get().head()));
    methods.put(
        "driver_engineBlock",
        params -> engine.get().block(number(params.get(0))).stream().map(EngineJson::of).toList());
    methods.put("driver_engineDecode", this::decode);
    methods.put(
        "driver_enginePrepare",
        params -> {
          engine.get().prepare(bytes(params.get(0)));
          return true;
        });
    methods.put("driver_engineDerive", checked(this::derive));
    methods.put(
        "driver_engineReExecute",
        checked(
            params ->
                engine
                    .get()
                    .reExecute(list(params.get(0)).stream().map(EngineJson::input).toList())
                    .stream()
                    .map(EngineJson::of)
                    .toList()));
    methods.put(
        "driver_engineMeter",
        params -> EngineJson.of(engine.get().meter(EngineJson.input(params.get(0)))));
    methods.put(
        "driver_engineUnwindTo",
        checked(
            params -> {
              engine.get().unwindTo(number(params.get(0)));
              return true;
            }));
    methods.put(
        "driver_engineAccounts",
        params ->
            EngineJson.ofAccounts(
                engine
                    .get()
                    .accounts(
                        list(params.get(0)).stream()
                            .map(each -> Address.fromHex((String) each))
                            .toList())));
    methods.put(
        "driver_engineStorage",
        checked(
            params ->
                engine
                    .get()
                    .storage(
                        number(params.get(0)),
                        Address.fromHex((String) params.get(1)),
                        UInt256.fromHexString((String) params.get(2)))
                    .toHexString()));
    methods.put("driver_engineSimulate", this::simulate);
    methods.putAll(new OpenBlockMethods(engine::get).all());
    return methods;
  }

  private static RpcMethod checked(final RpcMethod method) {
    return params -> {
      try {
        return method.call(params);
      } catch (final IllegalArgumentException e) {
        throw new RpcException(RpcException.DEFAULT, BAD_ARGUMENT + e.getMessage());
      }
    };
  }

  /** A transaction and its claimed sender; the answer is its hash or why it is refused. */
  private Object decode(final List<Object> params) {
    try {
      return Map.of(
          "hash",
          engine
              .get()
              .decode(
                  Bytes.fromHexString((String) params.get(0)),
                  Address.fromHex((String) params.get(1)))
              .hash()
              .toHexString());
    } catch (final TransactionDecodeException e) {
      return Map.of("refused", e.getMessage());
    }
  }

  /** Attributes, transactions, and the expected hash if there is one. */
  private Object derive(final List<Object> params) {
    final Optional<Bytes32> expected =
        params.size() > 2
            ? Optional.of(Bytes32.fromHexString((String) params.get(2)))
            : Optional.empty();
    try {
      return EngineJson.of(
          engine
              .get()
              .extend(EngineJson.attributes(params.get(0)), bytes(params.get(1)), expected));
    } catch (final BlockMismatchException e) {
      return Map.of("mismatch", EngineJson.of(e.computed()));
    }
  }

  /** A transaction, whole resources, milliseconds; the answer is empty when it fits. */
  private Object simulate(final List<Object> params) {
    return switch (engine
        .get()
        .simulate(
            SignedTransaction.decode(Bytes.fromHexString((String) params.get(0))),
            resources(params.get(1)),
            Duration.ofMillis(number(params.get(2))))) {
      case Trial.Fits fits -> "";
      case Trial.Exceeds exceeds -> exceeds.reason();
    };
  }
}
