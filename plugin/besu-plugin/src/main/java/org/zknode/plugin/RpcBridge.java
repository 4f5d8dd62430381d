/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.hyperledger.besu.plugin.services.RpcEndpointService;
import org.hyperledger.besu.plugin.services.exception.PluginRpcEndpointException;
import org.hyperledger.besu.plugin.services.rpc.PluginRpcRequest;
import org.hyperledger.besu.plugin.services.rpc.RpcMethodError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.pool.InFlight;
import org.zknode.rollup.rpc.RpcException;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.rpc.sync.SendRawTransactionSync;
import org.zknode.rollup.service.TemporaryException;

/**
 * Our JSON-RPC methods on Besu's server. Besu checks the names given to {@code --rpc-http-api} long
 * before the node exists, so one method per namespace is announced early and all of them delegate.
 */
final class RpcBridge {
  private static final Logger LOG = LoggerFactory.getLogger(RpcBridge.class);

  /** One method of each namespace, which makes Besu accept ZKEVM, ZKNODE, OTS… as APIs. */
  private static final List<String> ANNOUNCED =
      List.of(
          "zkevm_batchNumber",
          "zknode_status",
          "ots_getApiLevel",
          "erigon_getHeaderByNumber",
          "bridge_checkAPI");

  /** JSON-RPC 2.0: internal error. */
  private static final int INTERNAL_ERROR = -32603;

  /** EIP-1474: limit exceeded. */
  private static final int LIMIT_EXCEEDED = -32005;

  /**
   * Of Besu's 20 threads for JSON-RPC: a database that hangs must not hold them all. Callers of
   * {@link SendRawTransactionSync} are counted there: that they wait is what they want.
   */
  static final int MAX_WAITING = 6;

  private final InFlight waiting = new InFlight(MAX_WAITING, InFlight.SHORT_WAIT);

  private record MethodError(int code, String message) implements RpcMethodError {
    @Override
    public int getCode() {
      return code;
    }

    @Override
    public String getMessage() {
      return message;
    }
  }

  private final RpcEndpointService service;
  private final AtomicReference<Map<String, RpcMethod>> methods = new AtomicReference<>(Map.of());

  RpcBridge(final RpcEndpointService service) {
    this.service = service;
    ANNOUNCED.forEach(this::register);
  }

  /** The node exists: serves its methods. */
  void serve(final Map<String, RpcMethod> served) {
    methods.set(Map.copyOf(served));
    served.keySet().stream().filter(name -> !isHosts(name)).forEach(this::register);
  }

  /** Besu refuses to start when a plugin brings a method that it has itself. */
  private static boolean isHosts(final String name) {
    return org.hyperledger.besu.ethereum.api.jsonrpc.RpcMethod.rpcMethodExists(name);
  }

  /** Methods answer with an error from now on. */
  void stop() {
    methods.set(Map.of());
  }

  private void register(final String name) {
    final int separator = name.indexOf('_');
    service.registerRPCEndpoint(
        name.substring(0, separator),
        name.substring(separator + 1),
        request -> call(name, request));
  }

  private Object call(final String name, final PluginRpcRequest request) {
    final RpcMethod method = methods.get().get(name);
    if (method == null) {
      throw error(RpcException.DEFAULT, "zkNode does not run here: no role is enabled");
    }
    if (name.equals(SendRawTransactionSync.NAME)) {
      return answer(name, method, request);
    }
    if (!waiting.enter()) {
      throw error(
          LIMIT_EXCEEDED,
          "too many calls at the same time: %d calls of zkevm_, zknode_, bridge_, debug_, ots_ and erigon_ methods are worked on, try again"
              .formatted(waiting.limit()));
    }
    try {
      return answer(name, method, request);
    } finally {
      waiting.leave();
    }
  }

  private static Object answer(
      final String name, final RpcMethod method, final PluginRpcRequest request) {
    final Object[] params = request.getParams();
    try {
      return method.call(
          params == null ? List.of() : Collections.unmodifiableList(Arrays.asList(params)));
    } catch (final RpcException e) {
      throw e.data()
          .map(data -> error(e.code(), e.getMessage(), data))
          .orElseGet(() -> error(e.code(), e.getMessage()));
    } catch (final EngineException e) {
      // Whoever runs this Besu has to know, not whoever calls.
      throw internal(name, e);
    } catch (final TemporaryException e) {
      LOG.debug("{} failed for now", name, e);
      throw error(RpcException.DEFAULT, e.getMessage());
    } catch (final RuntimeException | Error e) {
      // An Error, too, is answered: a caller that hears nothing waits, and asks again.
      throw internal(name, e);
    }
  }

  private static PluginRpcEndpointException internal(final String name, final Throwable cause) {
    LOG.error("{} failed", name, cause);
    return error(INTERNAL_ERROR, "internal error");
  }

  private static PluginRpcEndpointException error(final int code, final String message) {
    return new PluginRpcEndpointException(new MethodError(code, message));
  }

  private static PluginRpcEndpointException error(
      final int code, final String message, final String data) {
    return new PluginRpcEndpointException(new MethodError(code, message), data);
  }
}
