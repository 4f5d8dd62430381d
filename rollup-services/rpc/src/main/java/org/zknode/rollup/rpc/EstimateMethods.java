/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.engine.ChainReader.CallOutcome;
import org.zknode.rollup.engine.ChainReader.ExecutionCounters;
import org.zknode.rollup.engine.ExecutionEngine;

/**
 * What a transaction would cost (docs/spec/rpc.md, "Methods of zkevm"). This chain charges what
 * EIP-1559 says and limits a block by its gas alone; there is no effective gas price and there are
 * no counters of a proving circuit. {@code zkevm_estimateCounters} therefore counts what the EVM
 * does; its limits are what the block's gas can pay for, and the Poseidon counters, whose hash this
 * chain's state does not use, are 0.
 */
final class EstimateMethods {
  /** Cheapest gas of one Keccak-f permutation: KECCAK256 of an empty input. */
  static final long GAS_PER_KECCAK = 30;

  /** Cheapest gas of one SHA-256 compression: 12 per word of 32 bytes, two words per block. */
  static final long GAS_PER_SHA256 = 24;

  /** Gas of the cheapest arithmetic, binary or memory instruction. */
  static final long GAS_PER_OPERATION = 3;

  private final ExecutionEngine engine;
  private final BlockTags tags;
  private final long blockGasLimit;

  EstimateMethods(final ExecutionEngine engine, final BlockTags tags, final long blockGasLimit) {
    this.engine = engine;
    this.tags = tags;
    this.blockGasLimit = blockGasLimit;
  }

  void addTo(final Map<String, RpcMethod> methods) {
    methods.put("zkevm_estimateGasPrice", this::estimateGasPrice);
    methods.put("zkevm_estimateFee", this::estimateFee);
    methods.put("zkevm_estimateCounters", this::estimateCounters);
  }

  private Object estimateGasPrice(final List<Object> params) throws RpcException {
    return RpcJson.quantity(price(CallArguments.of(RpcParams.of(params, 1, 1), 0, blockGasLimit)));
  }

  private Object estimateFee(final List<Object> params) throws RpcException {
    final CallArguments arguments = CallArguments.of(RpcParams.of(params, 1, 1), 0, blockGasLimit);
    final BigInteger price = price(arguments);
    return switch (engine.reader().call(arguments.request(), engine.head().number())) {
      case CallOutcome.Success success ->
          RpcJson.quantity(price.multiply(BigInteger.valueOf(success.gasUsed())));
      case CallOutcome.Reverted reverted ->
          throw new RpcException(RpcException.REVERTED, RevertText.of(reverted.data()));
      case CallOutcome.Invalid invalid -> throw InvalidCall.of(invalid.reason());
    };
  }

  /** What the next block would charge per gas, in wei. */
  private BigInteger price(final CallArguments arguments) throws RpcException {
    final BigInteger baseFee = BaseFee.after(engine.head()).toUnsignedBigInteger();
    final BigInteger withTip =
        baseFee.add(arguments.maxPriorityFeePerGas().orElse(BigInteger.ZERO));
    final Optional<BigInteger> most = arguments.maxFeePerGas();
    if (most.isPresent() && most.get().compareTo(baseFee) < 0) {
      throw new RpcException(
          RpcException.DEFAULT,
          "max fee per gas less than block base fee: maxFeePerGas: %s, baseFee: %s"
              .formatted(most.get(), baseFee));
    }
    return most.map(withTip::min).orElse(withTip);
  }

  private Object estimateCounters(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 1, 2);
    final CallArguments arguments = CallArguments.of(checked, 0, blockGasLimit);
    final long block = tags.resolve(params.size() > 1 ? params.get(1) : null, 1);
    final Map<String, Object> json = new LinkedHashMap<>();
    switch (engine.reader().call(arguments.request(), block)) {
      case CallOutcome.Success success ->
          json.put("countersUsed", used(success.gasUsed(), counted(success.counters())));
      case CallOutcome.Reverted reverted -> {
        json.put("countersUsed", used(reverted.gasUsed(), counted(reverted.counters())));
        json.put("revert", revert(reverted.data()));
      }
      case CallOutcome.Invalid invalid -> throw InvalidCall.of(invalid.reason());
    }
    json.put("countersLimit", limits());
    return json;
  }

  private ExecutionCounters counted(final Optional<ExecutionCounters> counters)
      throws RpcException {
    return counters.orElseThrow(
        () ->
            new RpcException(
                RpcException.DEFAULT,
                ("zkevm_estimateCounters needs a node on Besu: the %s engine does not count"
                        + " instructions")
                    .formatted(engine.name())));
  }

  private static Map<String, Object> used(final long gasUsed, final ExecutionCounters counters) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("gasUsed", RpcJson.quantity(gasUsed));
    json.put("usedKeccakHashes", RpcJson.quantity(counters.keccakHashes()));
    json.put("usedPoseidonHashes", RpcJson.quantity(0));
    json.put("usedPoseidonPaddings", RpcJson.quantity(0));
    json.put("usedMemAligns", RpcJson.quantity(counters.memoryAccesses()));
    json.put("usedArithmetics", RpcJson.quantity(counters.arithmetics()));
    json.put("usedBinaries", RpcJson.quantity(counters.binaries()));
    json.put("usedSteps", RpcJson.quantity(counters.steps()));
    json.put("usedSHA256Hashes", RpcJson.quantity(counters.sha256Hashes()));
    return json;
  }

  private Map<String, Object> limits() {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("maxGasUsed", RpcJson.quantity(blockGasLimit));
    json.put("maxKeccakHashes", RpcJson.quantity(blockGasLimit / GAS_PER_KECCAK));
    json.put("maxPoseidonHashes", RpcJson.quantity(0));
    json.put("maxPoseidonPaddings", RpcJson.quantity(0));
    json.put("maxMemAligns", RpcJson.quantity(blockGasLimit / GAS_PER_OPERATION));
    json.put("maxArithmetics", RpcJson.quantity(blockGasLimit / GAS_PER_OPERATION));
    json.put("maxBinaries", RpcJson.quantity(blockGasLimit / GAS_PER_OPERATION));
    // The cheapest instruction, JUMPDEST, takes one gas.
    json.put("maxSteps", RpcJson.quantity(blockGasLimit));
    json.put("maxSHA256Hashes", RpcJson.quantity(blockGasLimit / GAS_PER_SHA256));
    return json;
  }

  private static Map<String, Object> revert(final Bytes data) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("message", RevertText.of(data));
    json.put("data", data.toHexString());
    return json;
  }
}
