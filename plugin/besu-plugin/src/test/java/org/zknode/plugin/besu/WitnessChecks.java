/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.ethereum.core.BlockHeader;
import org.hyperledger.besu.ethereum.rlp.RLP;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.rpc.RpcMethod;
import org.zknode.rollup.witness.StatelessExecution.Outcome;
import org.zknode.rollup.witness.StatelessExecution.Scope;
import org.zknode.rollup.witness.WitnessException;

/** Records witnesses inside of a Besu, and executes blocks on them alone. */
public final class WitnessChecks {
  private final Supplier<BesuController> host;
  private final Supplier<BesuEngine> engine;

  public WitnessChecks(final Supplier<BesuController> host, final Supplier<BesuEngine> engine) {
    this.host = host;
    this.engine = engine;
  }

  public Map<String, RpcMethod> methods() {
    return Map.of(
        "driver_witnessFile",
        params ->
            write(number(params.get(0)), number(params.get(1)), Path.of((String) params.get(2))),
        "driver_witnessFaults",
        params -> faults(number(params.get(0)), number(params.get(1))));
  }

  private static long number(final Object value) {
    return ((Number) value).longValue();
  }

  private StatelessExecutor stateless() {
    return new StatelessExecutor(host.get().getProtocolSchedule());
  }

  private List<BlockInput> inputs(final long from, final long to) {
    return LongStream.rangeClosed(from, to).mapToObj(this::input).toList();
  }

  private BlockInput input(final long number) {
    final L2Block block = engine.get().block(number).orElseThrow();
    return new BlockInput(
        new BlockAttributes(
            number,
            block.parentHash(),
            block.timestamp(),
            block.coinbase(),
            block.gasLimit(),
            0,
            engine.get().l1InfoRoot(number).orElseThrow()),
        block.transactions());
  }

  /** A range as one batch, then each of its blocks alone. */
  public Map<String, Object> check(final List<BlockInput> inputs) {
    final long start = System.nanoTime();
    final List<BlockResult> plain = engine.get().reExecute(inputs);
    final long executed = System.nanoTime();
    final RecordedExecution batch = engine.get().recordWitness(inputs);
    final long recorded = System.nanoTime();
    require(batch.results().equals(plain), "recording gives other blocks");
    require(
        execute(inputs, batch.range(), Scope.BATCH).blocks().equals(plain),
        "the batch gives other blocks");
    final long statelessly = System.nanoTime();
    require(
        engine.get().recordWitness(inputs, batch.range()).equals(batch),
        "its blocks need something else on the batch's witness");
    for (int i = 0; i < inputs.size(); i++) {
      alone(inputs.get(i), batch.blocks().get(i));
    }
    final Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("plainNanos", executed - start);
    figures.put("recordedNanos", recorded - executed);
    figures.put("statelessNanos", statelessly - recorded);
    figures.put("batchBytes", batch.range().size());
    figures.put("blockBytes", batch.blocks().stream().mapToLong(ExecutionWitness::size).sum());
    figures.put("headers", batch.range().headers().size());
    figures.put(
        "transactions", plain.stream().mapToLong(each -> each.block().transactions().size()).sum());
    return figures;
  }

  /**
   * What recording costs, and executing on what was recorded.
   *
   * @return medians in nanoseconds of rounds in which each comes once, after as many that do not
   *     count
   */
  public Map<String, Object> measure(final List<BlockInput> inputs, final int rounds) {
    final Map<String, List<Long>> times = new LinkedHashMap<>();
    ExecutionWitness witness = engine.get().recordWitness(inputs).range();
    for (int round = 0; round < 2 * rounds; round++) {
      if (round == rounds) {
        times.clear();
      }
      final long start = System.nanoTime();
      engine.get().reExecute(inputs);
      final long executed = System.nanoTime();
      witness = engine.get().recordWitness(inputs).range();
      final long recorded = System.nanoTime();
      execute(inputs, witness, Scope.BATCH);
      final long statelessly = System.nanoTime();
      times.computeIfAbsent("plain", key -> new ArrayList<>()).add(executed - start);
      times.computeIfAbsent("recorded", key -> new ArrayList<>()).add(recorded - executed);
      times.computeIfAbsent("stateless", key -> new ArrayList<>()).add(statelessly - recorded);
    }
    final Map<String, Object> figures = new LinkedHashMap<>();
    times.forEach(
        (what, nanos) -> figures.put(what, nanos.stream().sorted().toList().get(rounds / 2)));
    figures.put("bytes", witness.size());
    figures.put("nodes", witness.state().size());
    return figures;
  }

  /**
   * A block as it is in the chain.
   *
   * @param witness of its input, in which there may be more than the block has
   */
  private void alone(final BlockInput input, final ExecutionWitness witness) {
    final long number = input.attributes().number();
    final List<BlockInput> inputs = inputs(number, number);
    final ExecutionWitness alone = recorded(number);
    require(
        execute(inputs, alone, Scope.BLOCKS)
            .blocks()
            .getFirst()
            .block()
            .equals(engine.get().block(number).orElseThrow()),
        "block %d is another one".formatted(number));
    if (inputs.getFirst().transactions().size() == input.transactions().size()) {
      require(alone.equals(witness), "alone, block %d needs something else".formatted(number));
    } else {
      require(
          witness.state().containsAll(alone.state()),
          "alone, block %d needs more".formatted(number));
    }
  }

  private Outcome execute(
      final List<BlockInput> inputs, final ExecutionWitness witness, final Scope scope) {
    try {
      return stateless().execute(inputs, witness, scope);
    } catch (final WitnessException e) {
      throw new IllegalStateException(
          "block %d: %s %s"
              .formatted(inputs.getFirst().attributes().number(), e.fault(), e.getMessage()),
          e);
    }
  }

  private static void require(final boolean condition, final String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  /**
   * What is said of a block's witness when each part in turn is left out, is changed, and when it
   * has one of another block's.
   *
   * @return by what was done, how often each fault was found
   */
  private Object faults(final long number, final long other) {
    final List<BlockInput> input = inputs(number, number);
    final ExecutionWitness witness = recorded(number);
    final ExecutionWitness others = recorded(other);
    final Map<String, Map<String, Integer>> found = new LinkedHashMap<>();
    for (final Part part : Part.values()) {
      final List<Bytes> parts = part.of(witness);
      for (int i = 0; i < parts.size(); i++) {
        final List<Bytes> without = new ArrayList<>(parts);
        final Bytes left = without.remove(i);
        note(found, part + " dropped", input, part.with(witness, without));
        final List<Bytes> changed = new ArrayList<>(without);
        changed.add(Bytes.concatenate(left.slice(0, left.size() - 1), flipped(left)));
        note(found, part + " changed", input, part.with(witness, changed));
      }
      for (final Bytes foreign : part.of(others)) {
        if (!parts.contains(foreign)) {
          final List<Bytes> more = new ArrayList<>(parts);
          more.add(foreign);
          note(found, part + " added", input, part.with(witness, more));
        }
      }
      if (!parts.isEmpty()) {
        final List<Bytes> twice = new ArrayList<>(parts);
        twice.add(parts.getFirst());
        note(found, part + " twice", input, part.with(witness, twice));
      }
    }
    return found;
  }

  /** Blocks with what they need, one JSON object a line, for other programs. */
  private Object write(final long from, final long to, final Path file) {
    final List<ExecutionWitness> witnesses = engine.get().recordWitness(inputs(from, to)).blocks();
    final List<String> lines = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      final ExecutionWitness witness = witnesses.get((int) (number - from));
      final BlockHeader header =
          host.get().getProtocolContext().getBlockchain().getBlockHeader(number).orElseThrow();
      lines.add(
          "{\"header\":%s,\"transactions\":%s,\"state\":%s,\"codes\":%s,\"headers\":%s}"
              .formatted(
                  json(RLP.encode(header::writeTo)),
                  json(input(number).transactions()),
                  json(witness.state()),
                  json(witness.codes()),
                  json(witness.headers())));
    }
    try {
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(final Bytes bytes) {
    return '"' + bytes.toHexString() + '"';
  }

  private static String json(final List<Bytes> list) {
    return list.stream().map(WitnessChecks::json).collect(Collectors.joining(",", "[", "]"));
  }

  private ExecutionWitness recorded(final long number) {
    return engine.get().recordWitness(inputs(number, number)).blocks().getFirst();
  }

  private static Bytes flipped(final Bytes bytes) {
    return Bytes.of((byte) (bytes.get(bytes.size() - 1) ^ 1));
  }

  private void note(
      final Map<String, Map<String, Integer>> found,
      final String what,
      final List<BlockInput> input,
      final ExecutionWitness witness) {
    String fault;
    try {
      stateless().execute(input, witness, Scope.BLOCKS);
      fault = "none";
    } catch (final WitnessException e) {
      fault = e.fault().name();
    }
    found.computeIfAbsent(what, key -> new LinkedHashMap<>()).merge(fault, 1, Integer::sum);
  }

  private enum Part {
    STATE,
    CODES,
    HEADERS;

    List<Bytes> of(final ExecutionWitness witness) {
      return switch (this) {
        case STATE -> witness.state();
        case CODES -> witness.codes();
        case HEADERS -> witness.headers();
      };
    }

    ExecutionWitness with(final ExecutionWitness witness, final List<Bytes> parts) {
      return new ExecutionWitness(
          this == STATE ? parts : witness.state(),
          this == CODES ? parts : witness.codes(),
          this == HEADERS ? parts : witness.headers());
    }
  }
}
