/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Typed eth_ calls over a {@link JsonRpcCaller}. An answer that has not the expected form is a
 * {@link TemporaryException}: another endpoint or another time may give a better one.
 */
public final class EthCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EthCalls.class);
  private static final String LATEST = "latest";

  private final JsonRpcCaller caller;

  public EthCalls(final JsonRpcCaller caller) {
    this.caller = caller;
  }

  JsonNode request(final String method, final Object... params) {
    return ask(method, Function.identity(), params);
  }

  /**
   * @param decode what it throws is the endpoint's fault
   */
  public <T> T ask(
      final String method, final Function<JsonNode, T> decode, final Object... params) {
    try {
      return caller.ask(method, decode, params);
    } catch (final JsonRpcErrorException e) {
      throw new L1EndpointException(e.endpoint(), "it refused " + e.getMessage());
    }
  }

  /** Empty also when it is refused. */
  public <T> Optional<T> tryAsk(
      final String method, final Function<JsonNode, Optional<T>> decode, final Object... params) {
    try {
      return caller.ask(method, decode, params);
    } catch (final JsonRpcErrorException e) {
      LOG.debug("{} refused", method, e);
      return Optional.empty();
    }
  }

  public long number(final String method, final Object... params) {
    return ask(method, result -> exactLong(result, method), params);
  }

  public BigInteger bigNumber(final String method, final Object... params) {
    return ask(method, result -> quantity(result, method), params);
  }

  /** Empty when there is no such block. */
  public Optional<L1BlockRef> block(final long number) {
    return ask(
        "eth_getBlockByNumber",
        result -> {
          final Optional<L1BlockRef> block =
              result.isNull() ? Optional.empty() : Optional.of(block(result));
          block
              .filter(found -> found.number() != number)
              .ifPresent(
                  found -> {
                    throw new TemporaryException(
                        "asked for block %d, answered %d".formatted(number, found.number()));
                  });
          return block;
        },
        hex(number),
        false);
  }

  /** Whether there is a contract, at the latest block. */
  public boolean hasCode(final Address address) {
    return !ask("eth_getCode", code -> bytes(code, "code"), address.toString(), LATEST).isEmpty();
  }

  /** eth_call at the latest block. */
  public <T> T view(final Address contract, final Bytes data, final Function<Bytes, T> decoder) {
    try {
      return view(contract, data, LATEST, decoder);
    } catch (final JsonRpcErrorException e) {
      throw new L1EndpointException(
          e.endpoint(), "a call of %s failed: %s".formatted(contract, e.getMessage()));
    }
  }

  /**
   * eth_call at a block.
   *
   * @param block number or tag, as JSON-RPC writes it
   * @throws JsonRpcErrorException the call reverted, or nobody has the state of that block
   */
  public <T> T view(
      final Address contract,
      final Bytes data,
      final String block,
      final Function<Bytes, T> decoder)
      throws JsonRpcErrorException {
    return caller.ask(
        "eth_call",
        result -> {
          final Bytes bytes = bytes(result, "eth_call");
          try {
            return decoder.apply(bytes);
          } catch (final IllegalArgumentException e) {
            throw new TemporaryException(
                "the contract at %s gave an unexpected answer: %s"
                    .formatted(contract, e.getMessage()),
                e);
          }
        },
        Map.of("to", contract.toString(), "data", data.toHexString()),
        block);
  }

  /** eth_call at the latest block; empty when it reverts. */
  public Optional<Bytes> tryRead(final Address contract, final Bytes data) {
    try {
      return Optional.of(view(contract, data, LATEST, Function.identity()));
    } catch (final JsonRpcErrorException e) {
      if (e.failureClass() != FailureClass.REQUEST) {
        throw new L1EndpointException(e.endpoint(), "it refused " + e.getMessage());
      }
      LOG.debug("call of {} failed", contract, e);
      return Optional.empty();
    }
  }

  public static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  public static L1BlockRef block(final JsonNode block) {
    return new L1BlockRef(
        longOf(block, "number"),
        bytes32(block, "hash"),
        bytes32(block, "parentHash"),
        longOf(block, "timestamp"));
  }

  public static long longOf(final JsonNode object, final String field) {
    return exactLong(object.path(field), field);
  }

  public static Bytes32 bytes32(final JsonNode object, final String field) {
    return bytes32(bytes(object.path(field), field), field);
  }

  public static Bytes32 bytes32(final Bytes bytes, final String what) {
    if (bytes.size() != Bytes32.SIZE) {
      throw new TemporaryException(
          "L1 answered a %s of %d bytes, expected 32".formatted(what, bytes.size()));
    }
    return Bytes32.wrap(bytes);
  }

  public static Address address(final JsonNode object, final String field) {
    final Bytes bytes = bytes(object.path(field), field);
    if (bytes.size() != Address.SIZE) {
      throw new TemporaryException(
          "L1 answered a %s of %d bytes, expected 20".formatted(field, bytes.size()));
    }
    return new Address(bytes);
  }

  public static Bytes bytes(final JsonNode node, final String what) {
    final String text = node.asText();
    // Tuweni would fill up an odd number of digits.
    if (!node.isTextual() || !text.startsWith("0x") || text.length() % 2 != 0) {
      throw new TemporaryException("L1 answered no %s".formatted(what));
    }
    try {
      return Bytes.fromHexString(text);
    } catch (final IllegalArgumentException e) {
      throw new TemporaryException("L1 answered %s that is not hex".formatted(what), e);
    }
  }

  public static long exactLong(final JsonNode node, final String what) {
    final BigInteger value = quantity(node, what);
    if (value.bitLength() >= Long.SIZE) {
      throw new TemporaryException("L1 answered %s for %s".formatted(value, what));
    }
    return value.longValue();
  }

  public static BigInteger quantity(final JsonNode node, final String what) {
    final String text = node.asText();
    if (!node.isTextual() || !text.matches("0x[0-9a-fA-F]{1,64}")) {
      throw new TemporaryException("L1 answered no number for " + what);
    }
    return new BigInteger(text.substring(2), 16);
  }
}
