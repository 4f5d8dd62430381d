/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.zknode.rollup.bridge.api.ApiException.Code;
import org.zknode.rollup.bridge.api.BridgeApi.Question;
import org.zknode.rollup.bridge.rest.RestAnswer;
import org.zknode.rollup.bridge.rest.RestHandler;
import org.zknode.rollup.bridge.rest.RestRefusal;

/** The paths of the REST interface; errors are objects with code, message and details. */
public final class BridgeRest implements RestHandler {
  private static final int OK = 200;

  /** Last part of a path. */
  private static final String DESTINATION = "dest_addr";

  private static final Map<String, Question> PATHS =
      Map.of(
          "/api", Question.API,
          "/bridge", Question.BRIDGE,
          "/merkle-proof", Question.PROOF,
          "/merkle-proof-by-ger", Question.PROOF_BY_GER,
          "/tokenwrapped", Question.TOKEN_WRAPPED,
          "/pending-bridges", Question.PENDING_BRIDGES);

  /** Followed by an address. */
  private static final Map<String, Question> PREFIXES =
      Map.of("/bridges/", Question.BRIDGES, "/claims/", Question.CLAIMS);

  private final BridgeApi api;
  private final ObjectMapper mapper = new ObjectMapper();

  public BridgeRest(final BridgeApi api) {
    this.api = api;
  }

  @Override
  public RestAnswer get(final String path, final Map<String, List<String>> query) {
    try {
      final Map<String, String> values = new HashMap<>();
      query.forEach((name, given) -> values.put(name, given.getLast()));
      return json(OK, api.ask(question(path, values), new ApiParameters(values)));
    } catch (final ApiException e) {
      return error(e.code(), e.code().httpStatus(), e.getMessage(), e.retryAfter());
    }
  }

  private static Question question(final String path, final Map<String, String> values)
      throws ApiException {
    final Question question = PATHS.get(path);
    if (question != null) {
      return question;
    }
    for (final Map.Entry<String, Question> prefix : PREFIXES.entrySet()) {
      if (path.startsWith(prefix.getKey())) {
        values.put(DESTINATION, path.substring(prefix.getKey().length()));
        return prefix.getValue();
      }
    }
    throw new ApiException(
        Code.NOT_FOUND,
        "there is nothing at this path; what there is: /api, /bridge, /bridges/{dest_addr},"
            + " /claims/{dest_addr}, /merkle-proof, /merkle-proof-by-ger, /pending-bridges,"
            + " /tokenwrapped");
  }

  @Override
  public RestAnswer refused(final RestRefusal refusal, final String message) {
    final Code code =
        switch (refusal) {
          case BAD_REQUEST, LINE_TOO_LONG, HEADERS_TOO_LARGE -> Code.INVALID_ARGUMENT;
          case METHOD -> Code.UNIMPLEMENTED;
          case BUSY -> Code.RESOURCE_EXHAUSTED;
          case INTERNAL -> Code.INTERNAL;
        };
    return error(
        code,
        refusal.status(),
        message,
        refusal == RestRefusal.BUSY ? OptionalInt.of(1) : OptionalInt.empty());
  }

  private RestAnswer error(
      final Code code, final int status, final String message, final OptionalInt retryAfter) {
    final Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code.number());
    body.put("message", message);
    body.put("details", List.of());
    return new RestAnswer(status, bytes(body), retryAfter);
  }

  private RestAnswer json(final int status, final Map<String, Object> body) {
    return new RestAnswer(status, bytes(body), OptionalInt.empty());
  }

  private byte[] bytes(final Map<String, Object> body) {
    try {
      return mapper.writeValueAsBytes(body);
    } catch (final JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
