/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Address;
import org.zknode.rollup.service.TemporaryException;
import org.zknode.rollup.state.L1BlockRef;

/**
 * Typed eth_ calls over a {@link JsonRpcTransport}. An answer that has not the expected form is a
 * {@link TemporaryException}: another endpoint or another time may give a better one.
 */
final class EthCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EthCalls.class);

  private final JsonRpcTransport transport;

  EthCalls(final JsonRpcTransport transport) {
    this.transport = transport;
  }

  JsonNode request(final String method, final Object... params) {
    try {
      return transport.call(method, params);
    } catch (final JsonRpcErrorException e) {
      throw new TemporaryException("L1 refused " + e.getMessage(), e);
    }
  }

  long number(final String method, final Object... params) {
    return exactLong(request(method, params), method);
  }

  BigInteger bigNumber(final String method, final Object... params) {
    return quantity(request(method, params), method);
  }

  /** eth_call at the latest block. */
  Bytes read(final Address contract, final Bytes data) {
    return tryRead(contract, data)
        .orElseThrow(() -> new TemporaryException("a call of %s failed".formatted(contract)));
  }

  /** eth_call at the latest block; empty when L1 answers with an error, for instance a revert. */
  Optional<Bytes> tryRead(final Address contract, final Bytes data) {
    try {
      final JsonNode result =
          transport.call(
              "eth_call", Map.of("to", contract.toString(), "data", data.toHexString()), "latest");
      return Optional.of(bytes(result, "eth_call"));
    } catch (final JsonRpcErrorException e) {
      LOG.debug("call of {} failed", contract, e);
      return Optional.empty();
    }
  }

  static L1BlockRef block(final JsonNode block) {
    return new L1BlockRef(
        longOf(block, "number"),
        bytes32(block, "hash"),
        bytes32(block, "parentHash"),
        longOf(block, "timestamp"));
  }

  static long longOf(final JsonNode object, final String field) {
    return exactLong(object.path(field), field);
  }

  static Bytes32 bytes32(final JsonNode object, final String field) {
    final Bytes bytes = bytes(object.path(field), field);
    if (bytes.size() != Bytes32.SIZE) {
      throw new TemporaryException(
          "L1 answered a %s of %d bytes, expected 32".formatted(field, bytes.size()));
    }
    return Bytes32.wrap(bytes);
  }

  static Bytes bytes(final JsonNode node, final String what) {
    try {
      if (node.isTextual() && node.asText().startsWith("0x")) {
        return Bytes.fromHexString(node.asText());
      }
    } catch (final IllegalArgumentException e) {
      throw new TemporaryException("L1 answered %s that is not hex".formatted(what), e);
    }
    throw new TemporaryException("L1 answered no %s".formatted(what));
  }

  static long exactLong(final JsonNode node, final String what) {
    final BigInteger value = quantity(node, what);
    if (value.bitLength() >= Long.SIZE) {
      throw new TemporaryException("L1 answered %s for %s".formatted(value, what));
    }
    return value.longValue();
  }

  static BigInteger quantity(final JsonNode node, final String what) {
    final String text = node.asText();
    try {
      if (text.startsWith("0x") && text.length() > 2) {
        return new BigInteger(text.substring(2), 16);
      }
    } catch (final NumberFormatException e) {
      throw new TemporaryException("L1 answered %s for %s".formatted(text, what), e);
    }
    throw new TemporaryException("L1 answered no number for " + what);
  }
}
