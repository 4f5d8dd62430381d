/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.grpc.ServerAccess;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.witness.Executors.Question;
import org.zknode.rollup.witness.StatelessExecution;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.StatelessExecutions.Chain;

/**
 * An executor whose EVM makes hashes of what it gets: the real one is Besu's, see
 * RealBesuExecutorTest.
 */
final class TestExecutor implements AutoCloseable {
  static final long CHAIN = 1001;

  private final ExecutorServer server;

  private TestExecutor(final ExecutorServer server) {
    this.server = server;
    server.start();
  }

  static TestExecutor of(final StatelessExecution execution) {
    return of(execution, 0, 2, Duration.ofMinutes(1), Optional.empty());
  }

  static TestExecutor of(
      final StatelessExecution execution,
      final int port,
      final int places,
      final Duration longest,
      final Optional<Path> token) {
    return new TestExecutor(
        new ExecutorServer(
            new ExecutorConfig(
                "127.0.0.1",
                port,
                new ServerAccess(Optional.empty(), token),
                new ExecutorLimits(places, longest, ExecutorLimits.DEFAULT_BLOCK_GAS),
                "test"),
            new Chain(CHAIN, execution),
            Clock.systemUTC(),
            Metrics.none()));
  }

  int port() {
    return server.port();
  }

  ExecutorAddress address() {
    return new ExecutorAddress("127.0.0.1", server.port(), false);
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Right. */
  static StatelessExecution honest() {
    return (inputs, witness, scope, longest) -> outcome(inputs, witness, Bytes.EMPTY);
  }

  /** Changes the root. */
  static StatelessExecution lying() {
    return (inputs, witness, scope, longest) -> outcome(inputs, witness, Bytes.of(1));
  }

  private static StatelessExecution.Outcome outcome(
      final List<BlockInput> inputs, final ExecutionWitness witness, final Bytes salt) {
    final List<BlockResult> results = new ArrayList<>();
    final List<Bytes32> receipts = new ArrayList<>();
    final Bytes32 state = Keccak256.hash(Bytes.concatenate(witness.state()));
    Bytes32 parent = inputs.getFirst().attributes().parentHash();
    for (final BlockInput input : inputs) {
      final Bytes32 root =
          Keccak256.hash(
              Bytes.concatenate(
                  salt,
                  parent,
                  Bytes.concatenate(input.transactions()),
                  state,
                  input.attributes().l1InfoRoot()));
      final L2Block block =
          new L2Block(
              input.attributes().number(),
              Keccak256.hash(root),
              parent,
              root,
              input.attributes().timestamp(),
              input.attributes().coinbase(),
              input.attributes().gasLimit(),
              21_000,
              UInt256.ONE,
              input.transactions());
      results.add(new BlockResult(block, List.of()));
      receipts.add(Keccak256.hash(block.hash()));
      parent = block.hash();
    }
    return new StatelessExecution.Outcome(
        results, receipts, Keccak256.hash(parent), Resources.ofGas(21_000L * inputs.size()));
  }

  /**
   * @param witnessBytes about as many
   */
  static Question question(final int blocks, final int witnessBytes) {
    return new Question(
        LongStream.range(0, blocks).mapToObj(TestExecutor::input).toList(),
        new ExecutionWitness(
            List.of(Bytes.random(witnessBytes / 2), Bytes.random(witnessBytes / 2)),
            List.of(Bytes.of(1)),
            List.of(Bytes.of(2))),
        Scope.BATCH);
  }

  private static BlockInput input(final long i) {
    return new BlockInput(
        new BlockAttributes(
            7 + i,
            i == 0 ? Keccak256.hash(Bytes.of(7)) : Bytes32.ZERO,
            1_000 + i,
            Address.fromHex("0x00000000000000000000000000000000000000c0"),
            30_000_000,
            i,
            i == 0 ? Bytes32.ZERO : Keccak256.hash(Bytes.ofUnsignedLong(i))),
        List.of(Bytes.of(1, 2, 3), Bytes.ofUnsignedLong(i)));
  }
}
