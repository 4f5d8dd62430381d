/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.executor.v1.Block;
import org.zknode.proto.executor.v1.ExecuteResponse;
import org.zknode.proto.executor.v1.Scope;
import org.zknode.proto.executor.v1.SkippedTransaction;
import org.zknode.proto.executor.v1.Start;
import org.zknode.proto.executor.v1.WitnessFault;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.witness.Executors.Answer;
import org.zknode.rollup.witness.Executors.Executed;
import org.zknode.rollup.witness.Executors.ExecutedBlock;
import org.zknode.rollup.witness.Executors.Question;
import org.zknode.rollup.witness.Executors.Refused;
import org.zknode.rollup.witness.StatelessExecution;
import org.zknode.rollup.witness.StatelessExecution.Outcome;
import org.zknode.rollup.witness.WitnessException;
import org.zknode.rollup.witness.WitnessException.Fault;

/** Between the messages of executor.proto and what they stand for. */
final class ExecutorMessages {
  private ExecutorMessages() {}

  static Start start(final long chainId, final Question question, final long witnessBytes) {
    final Start.Builder start =
        Start.newBuilder()
            .setChainId(chainId)
            .setScope(
                question.scope() == StatelessExecution.Scope.BATCH
                    ? Scope.SCOPE_BATCH
                    : Scope.SCOPE_BLOCKS)
            .setWitnessBytes(witnessBytes);
    for (final BlockInput input : question.inputs()) {
      start.addBlocks(block(input, start.getBlocksCount() == 0));
    }
    return start.build();
  }

  private static Block block(final BlockInput input, final boolean first) {
    final BlockAttributes attributes = input.attributes();
    final Block.Builder block =
        Block.newBuilder()
            .setNumber(attributes.number())
            .setTimestamp(attributes.timestamp())
            .setCoinbase(bytes(attributes.coinbase().bytes()))
            .setGasLimit(attributes.gasLimit())
            .setL1InfoTreeIndex(attributes.l1InfoTreeIndex());
    if (first) {
      block.setParentHash(bytes(attributes.parentHash()));
    }
    if (!attributes.l1InfoRoot().isZero()) {
      block.setL1InfoRoot(bytes(attributes.l1InfoRoot()));
    }
    input.transactions().forEach(transaction -> block.addTransactions(bytes(transaction)));
    return block.build();
  }

  /**
   * @throws IllegalArgumentException they are not consecutive, or something has a wrong length
   */
  static List<BlockInput> inputs(final Start start) {
    final List<BlockInput> inputs = new ArrayList<>();
    for (final Block block : start.getBlocksList()) {
      final boolean first = inputs.isEmpty();
      if (!first && block.getNumber() != inputs.getLast().attributes().number() + 1) {
        throw new IllegalArgumentException("the blocks are not consecutive");
      }
      inputs.add(
          new BlockInput(
              new BlockAttributes(
                  block.getNumber(),
                  first ? word(block.getParentHash(), "parent_hash") : Bytes32.ZERO,
                  block.getTimestamp(),
                  address(block.getCoinbase()),
                  block.getGasLimit(),
                  block.getL1InfoTreeIndex(),
                  block.getL1InfoRoot().isEmpty()
                      ? Bytes32.ZERO
                      : word(block.getL1InfoRoot(), "l1_info_root")),
              block.getTransactionsList().stream().map(ExecutorMessages::bytes).toList()));
    }
    return inputs;
  }

  static StatelessExecution.Scope scope(final Start start) {
    return switch (start.getScope()) {
      case SCOPE_BATCH -> StatelessExecution.Scope.BATCH;
      case SCOPE_BLOCKS -> StatelessExecution.Scope.BLOCKS;
      case SCOPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the scope is not given");
    };
  }

  static ExecuteResponse response(final Outcome outcome) {
    final org.zknode.proto.executor.v1.Executed.Builder executed =
        org.zknode.proto.executor.v1.Executed.newBuilder()
            .setLocalExitRoot(bytes(outcome.localExitRoot()))
            .setUsed(resources(outcome.used()));
    for (int i = 0; i < outcome.blocks().size(); i++) {
      executed.addBlocks(executed(outcome.blocks().get(i), outcome.receiptsRoots().get(i)));
    }
    return ExecuteResponse.newBuilder().setExecuted(executed).build();
  }

  private static org.zknode.proto.executor.v1.ExecutedBlock executed(
      final BlockResult result, final Bytes32 receiptsRoot) {
    return org.zknode.proto.executor.v1.ExecutedBlock.newBuilder()
        .setNumber(result.block().number())
        .setHash(bytes(result.block().hash()))
        .setStateRoot(bytes(result.block().stateRoot()))
        .setReceiptsRoot(bytes(receiptsRoot))
        .setGasUsed(result.block().gasUsed())
        .addAllSkipped(
            result.skipped().stream()
                .map(
                    skipped ->
                        SkippedTransaction.newBuilder()
                            .setIndex(skipped.index())
                            .setReason(skipped.reason())
                            .build())
                .toList())
        .build();
  }

  static ExecuteResponse response(final WitnessException fault) {
    return ExecuteResponse.newBuilder()
        .setFault(
            WitnessFault.newBuilder()
                .setKind(
                    switch (fault.fault()) {
                      case MISSING -> WitnessFault.Kind.KIND_MISSING;
                      case CHANGED -> WitnessFault.Kind.KIND_CHANGED;
                      case UNREFERENCED -> WitnessFault.Kind.KIND_UNREFERENCED;
                      case SURPLUS -> WitnessFault.Kind.KIND_SURPLUS;
                      case MALFORMED -> WitnessFault.Kind.KIND_MALFORMED;
                    })
                .setText(fault.getMessage()))
        .build();
  }

  /**
   * @throws IllegalArgumentException it is none, or not one to that question
   */
  static Answer answer(final ExecuteResponse response, final Question question) {
    return switch (response.getOutcomeCase()) {
      case EXECUTED -> executed(response.getExecuted(), question);
      case FAULT -> refused(response.getFault());
      case OUTCOME_NOT_SET -> throw new IllegalArgumentException("an answer without content");
    };
  }

  private static Executed executed(
      final org.zknode.proto.executor.v1.Executed executed, final Question question) {
    if (executed.getBlocksCount() != question.inputs().size()) {
      throw new IllegalArgumentException(
          "%d blocks were asked for, the answer has %d"
              .formatted(question.inputs().size(), executed.getBlocksCount()));
    }
    final org.zknode.proto.executor.v1.Resources used = executed.getUsed();
    return new Executed(
        executed.getBlocksList().stream()
            .map(
                block ->
                    new ExecutedBlock(
                        block.getNumber(),
                        word(block.getHash(), "hash"),
                        word(block.getStateRoot(), "state_root"),
                        word(block.getReceiptsRoot(), "receipts_root"),
                        block.getGasUsed(),
                        block.getSkippedList().stream().map(SkippedTransaction::getIndex).toList()))
            .toList(),
        executed.getLocalExitRoot().isEmpty()
            ? Bytes32.ZERO
            : word(executed.getLocalExitRoot(), "local_exit_root"),
        new Resources(
            used.getGas(),
            used.getKeccakHashes(),
            used.getSha256Hashes(),
            used.getMemoryAccesses(),
            used.getArithmetics(),
            used.getBinaries(),
            used.getSteps()));
  }

  private static Refused refused(final WitnessFault fault) {
    final Fault kind =
        switch (fault.getKind()) {
          case KIND_MISSING -> Fault.MISSING;
          case KIND_CHANGED -> Fault.CHANGED;
          case KIND_UNREFERENCED -> Fault.UNREFERENCED;
          case KIND_SURPLUS -> Fault.SURPLUS;
          case KIND_MALFORMED -> Fault.MALFORMED;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("an unknown fault of the witness");
        };
    return new Refused(kind, fault.getText());
  }

  private static org.zknode.proto.executor.v1.Resources resources(final Resources used) {
    return org.zknode.proto.executor.v1.Resources.newBuilder()
        .setGas(used.gas())
        .setKeccakHashes(used.keccakHashes())
        .setSha256Hashes(used.sha256Hashes())
        .setMemoryAccesses(used.memoryAccesses())
        .setArithmetics(used.arithmetics())
        .setBinaries(used.binaries())
        .setSteps(used.steps())
        .build();
  }

  private static ByteString bytes(final Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArrayUnsafe());
  }

  private static Bytes bytes(final ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  private static Bytes32 word(final ByteString bytes, final String field) {
    if (bytes.size() != Bytes32.SIZE) {
      throw new IllegalArgumentException("%s has %d bytes, not 32".formatted(field, bytes.size()));
    }
    return Bytes32.wrap(bytes.toByteArray());
  }

  private static Address address(final ByteString bytes) {
    if (bytes.size() != Address.SIZE) {
      throw new IllegalArgumentException("coinbase has %d bytes, not 20".formatted(bytes.size()));
    }
    return new Address(bytes(bytes));
  }
}
