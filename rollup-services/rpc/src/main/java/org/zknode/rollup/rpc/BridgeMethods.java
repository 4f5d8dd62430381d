/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.zknode.rollup.bridge.api.ApiException;
import org.zknode.rollup.bridge.api.ApiParameters;
import org.zknode.rollup.bridge.api.BridgeApi;
import org.zknode.rollup.bridge.api.BridgeApi.Question;

/**
 * {@code bridge_*}: what the bridge's REST interface answers, with its parameters in order. A
 * parameter is a text as in REST, or a number, also in hex.
 */
public final class BridgeMethods {
  /** A number of 64 bits in hex. */
  private static final String HEX_NUMBER = "0x[0-9a-fA-F]{1,16}";

  private record Form(Question question, List<String> parameters) {}

  private static final Map<String, Form> FORMS = forms();

  private final Optional<BridgeApi> api;

  /**
   * @param api empty on a node without the role
   */
  public BridgeMethods(final Optional<BridgeApi> api) {
    this.api = api;
  }

  private static Map<String, Form> forms() {
    final Map<String, Form> forms = new LinkedHashMap<>();
    put(forms, "bridge_checkAPI", Question.API);
    put(forms, "bridge_getBridges", Question.BRIDGES, "dest_addr", "offset", "limit");
    put(forms, "bridge_getBridge", Question.BRIDGE, "net_id", "deposit_cnt");
    put(forms, "bridge_getProof", Question.PROOF, "net_id", "deposit_cnt");
    put(forms, "bridge_getProofByGER", Question.PROOF_BY_GER, "net_id", "deposit_cnt", "ger");
    put(forms, "bridge_getClaims", Question.CLAIMS, "dest_addr", "offset", "limit");
    put(forms, "bridge_getTokenWrapped", Question.TOKEN_WRAPPED, "orig_token_addr", "orig_net");
    put(
        forms,
        "bridge_getPendingBridgesToClaim",
        Question.PENDING_BRIDGES,
        "dest_addr",
        "dest_net",
        "leaf_type",
        "offset",
        "limit");
    return forms;
  }

  private static void put(
      final Map<String, Form> forms,
      final String name,
      final Question question,
      final String... parameters) {
    forms.put(name, new Form(question, List.of(parameters)));
  }

  /** The methods by their full names. */
  public Map<String, RpcMethod> methods() {
    final Map<String, RpcMethod> methods = new LinkedHashMap<>();
    FORMS.forEach((name, form) -> methods.put(name, params -> ask(form, params)));
    return Map.copyOf(methods);
  }

  private Object ask(final Form form, final List<Object> params) throws RpcException {
    RpcParams.of(params, 0, form.parameters().size());
    final Map<String, String> values = new HashMap<>();
    for (int i = 0; i < params.size(); i++) {
      if (params.get(i) != null) {
        values.put(form.parameters().get(i), text(form.parameters().get(i), params.get(i)));
      }
    }
    try {
      return api.orElseThrow(
              () ->
                  new RpcException(
                      RpcException.DEFAULT,
                      "this node does not index the bridge (--plugin-bridge-enabled)"))
          .ask(form.question(), new ApiParameters(values));
    } catch (final ApiException e) {
      throw new RpcException(
          e.code() == ApiException.Code.INVALID_ARGUMENT
              ? RpcException.INVALID_PARAMS
              : RpcException.DEFAULT,
          e.getMessage(),
          e.retryAfter().stream().mapToObj("Retry-After: %d"::formatted).findAny());
    }
  }

  private static String text(final String name, final Object value) throws RpcException {
    if (value instanceof String text) {
      return text.matches(HEX_NUMBER) ? new BigInteger(text.substring(2), 16).toString() : text;
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return value.toString();
    }
    throw RpcParams.invalid(name + ": expected a text or a number");
  }
}
