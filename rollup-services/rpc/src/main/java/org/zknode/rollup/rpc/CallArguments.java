/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.IntrinsicGas;
import org.zknode.rollup.engine.ChainReader.CallRequest;

/**
 * The transaction object of the estimating methods: {@code from, to, gas, gasPrice, maxFeePerGas,
 * maxPriorityFeePerGas, value, data} or {@code input}; fields that it does not know are ignored, as
 * in Ethereum JSON-RPC.
 *
 * @param maxFeePerGas in wei, gasPrice where that is given
 * @param maxPriorityFeePerGas in wei, gasPrice where that is given
 */
record CallArguments(
    CallRequest request,
    Optional<BigInteger> maxFeePerGas,
    Optional<BigInteger> maxPriorityFeePerGas) {

  /**
   * Bytes of call data that a caller may hand in: as many as the pool takes (docs/spec/rpc.md,
   * "Call data").
   */
  static final int MAX_DATA_BYTES = 100_000;

  /**
   * @param blockGasLimit gas of the call when none is given, and its most
   */
  static CallArguments of(final RpcParams params, final int index, final long blockGasLimit)
      throws RpcException {
    final Map<?, ?> fields = params.object(index);
    final Optional<BigInteger> gasPrice = integer(fields, "gasPrice", index);
    final Optional<BigInteger> maxFee = integer(fields, "maxFeePerGas", index);
    final Optional<BigInteger> tip = integer(fields, "maxPriorityFeePerGas", index);
    if (gasPrice.isPresent() && (maxFee.isPresent() || tip.isPresent())) {
      throw RpcParams.invalid(
          "invalid argument %d: both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified"
              .formatted(index));
    }
    final long gas =
        integer(fields, "gas", index)
            .map(wanted -> wanted.min(BigInteger.valueOf(blockGasLimit)).longValueExact())
            .orElse(blockGasLimit);
    final Optional<Address> to = address(fields, "to", index);
    final Bytes data = data(fields, index);
    if (to.isEmpty() && data.size() > IntrinsicGas.MAX_INIT_CODE_BYTES) {
      throw InvalidCall.initCodeTooLong(data.size(), IntrinsicGas.MAX_INIT_CODE_BYTES);
    }
    return new CallArguments(
        new CallRequest(
            address(fields, "from", index),
            to,
            OptionalLong.of(gas),
            integer(fields, "value", index).orElse(BigInteger.ZERO),
            data),
        maxFee.or(() -> gasPrice),
        tip.or(() -> gasPrice));
  }

  private static Optional<BigInteger> integer(
      final Map<?, ?> fields, final String name, final int index) throws RpcException {
    return fields.get(name) == null
        ? Optional.empty()
        : Optional.of(RpcParams.uint256(index, fields.get(name)));
  }

  private static Optional<Address> address(
      final Map<?, ?> fields, final String name, final int index) throws RpcException {
    if (fields.get(name) == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Address.fromHex((String) fields.get(name)));
    } catch (final IllegalArgumentException | ClassCastException e) {
      throw RpcParams.invalid("invalid argument %d: %s is not an address".formatted(index, name));
    }
  }

  private static Bytes data(final Map<?, ?> fields, final int index) throws RpcException {
    final Object value = fields.get("input") == null ? fields.get("data") : fields.get("input");
    if (value == null) {
      return Bytes.EMPTY;
    }
    if (!(value instanceof String text) || !text.matches("0x([0-9a-fA-F]{2})*+")) {
      throw RpcParams.invalid("invalid argument %d: data is not 0x hex".formatted(index));
    }
    if (text.length() / 2 - 1 > MAX_DATA_BYTES) {
      throw RpcParams.invalid(
          "invalid argument %d: data has %d bytes, the limit is %d"
              .formatted(index, text.length() / 2 - 1, MAX_DATA_BYTES));
    }
    return Bytes.fromHexString(text);
  }
}
