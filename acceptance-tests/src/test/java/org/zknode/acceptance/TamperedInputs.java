/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.proto.aggregator.v1.L1Data;
import org.zknode.proto.aggregator.v1.PublicInputs;
import org.zknode.rollup.chain.ExecutionWitness;

/** Inputs of batches that a dev prover recorded, with something changed in them. */
record TamperedInputs(Path recorded, Path changed) {
  /** Of so many bytes of the blocks' inputs one is changed in turn. */
  private static final int BYTES = 60;

  /** Of a witness at most so many nodes are left out, and changed, in turn. */
  private static final int NODES = 40;

  private record Input(Path file, InputProver message) {
    static Input of(final Path file) {
      try {
        return new Input(file, InputProver.parseFrom(Files.readAllBytes(file)));
      } catch (final InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean ofSequencer() {
      final ByteString forced = message.getPublicInputs().getForcedBlockhashL1();
      return Bytes.wrap(forced.toByteArray()).isZero();
    }
  }

  /** All, those that name L1 data first and the largest of them at the front; no forced batches. */
  private List<Input> inputs() throws IOException {
    try (Stream<Path> files = Files.list(recorded)) {
      return files
          .map(Input::of)
          .filter(Input::ofSequencer)
          .sorted(
              Comparator.comparing(
                      (Input input) ->
                          input.message().getPublicInputs().getL1InfoTreeDataMap().isEmpty())
                  .thenComparing(input -> -input.message().getSerializedSize()))
          .toList();
    }
  }

  /**
   * What the dev prover makes of each recorded input.
   *
   * @return a line of each
   */
  List<String> proven(final Path genesis) throws IOException, InterruptedException {
    return check(genesis, inputs().stream().map(Input::file).toList());
  }

  /** Changes one in every way, and has each refused. */
  void areRefused(final Path genesis) throws IOException, InterruptedException {
    final InputProver input = inputs().getFirst().message();
    final Map<String, InputProver> tampered = new LinkedHashMap<>();
    ofPublicInputs(input, tampered);
    ofWitness(input, tampered);
    ofBlocks(input, tampered);
    final List<Path> files = new ArrayList<>();
    for (final Map.Entry<String, InputProver> entry : tampered.entrySet()) {
      files.add(
          Files.write(changed.resolve(entry.getKey() + ".pb"), entry.getValue().toByteArray()));
    }
    assertThat(check(genesis, files))
        .hasSameSizeAs(files)
        .allSatisfy(line -> assertThat(line).contains(".pb: refused, "));
  }

  private List<String> check(final Path genesis, final List<Path> files)
      throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(List.of("check-prover-input", "--genesis", genesis.toString()));
    files.forEach(file -> command.add(file.toString()));
    final Command.Result result =
        Command.run(changed, Duration.ofMinutes(3), command.toArray(String[]::new));
    final List<String> lines =
        result.out().stream().filter(line -> line.contains(".pb: ")).toList();
    assertThat(lines).as("%s%n%s", result.out(), result.err()).hasSameSizeAs(files);
    return lines;
  }

  private static void ofPublicInputs(
      final InputProver input, final Map<String, InputProver> tampered) {
    final PublicInputs inputs = input.getPublicInputs();
    final Map<String, UnaryOperator<PublicInputs.Builder>> changes = new LinkedHashMap<>();
    final byte[] data = inputs.getBatchL2Data().toByteArray();
    changes.put("data-first", builder -> builder.setBatchL2Data(flipped(data, 4)));
    changes.put("data-last", builder -> builder.setBatchL2Data(flipped(data, data.length - 1)));
    changes.put("data-middle", builder -> builder.setBatchL2Data(flipped(data, data.length / 2)));
    changes.put(
        "old-state-root",
        builder -> builder.setOldStateRoot(flipped(inputs.getOldStateRoot().toByteArray(), 9)));
    changes.put(
        "sequencer",
        builder -> builder.setSequencerAddr("0x00000000000000000000000000000000000feeee"));
    changes.put("time", builder -> builder.setTimestampLimit(1_000_000_000L));
    changes.put("chain-id", builder -> builder.setChainId(inputs.getChainId() + 1));
    inputs
        .getL1InfoTreeDataMap()
        .forEach(
            (index, leaf) -> {
              changes.put(
                  "leaf-" + index,
                  builder ->
                      builder.putL1InfoTreeData(
                          index,
                          L1Data.newBuilder(leaf)
                              .setGlobalExitRoot(flipped(leaf.getGlobalExitRoot().toByteArray(), 3))
                              .build()));
              changes.put("leaf-kept-" + index, builder -> builder.removeL1InfoTreeData(index));
            });
    changes.forEach(
        (name, change) ->
            tampered.put(
                name, input.toBuilder().setPublicInputs(change.apply(inputs.toBuilder())).build()));
  }

  private static void ofWitness(final InputProver input, final Map<String, InputProver> tampered) {
    final ExecutionWitness witness =
        ExecutionWitness.decode(Bytes.wrap(input.getBatchWitness().toByteArray()));
    final int step = Math.ceilDiv(witness.state().size(), NODES);
    for (int i = 0; i < witness.state().size(); i += step) {
      final List<Bytes> without = new ArrayList<>(witness.state());
      final byte[] node = without.remove(i).toArray();
      tampered.put("node-left-out-" + i, with(input, without, witness.codes(), witness.headers()));
      without.add(Bytes.wrap(flipped(node, node.length - 1).toByteArray()));
      tampered.put("node-changed-" + i, with(input, without, witness.codes(), witness.headers()));
    }
    final List<Bytes> more = new ArrayList<>(witness.state());
    more.add(Bytes.fromHexString("0xc22001"));
    tampered.put("node-more", with(input, more, witness.codes(), witness.headers()));
    tampered.put("codes", with(input, witness.state(), List.of(), witness.headers()));
    tampered.put("headers", with(input, witness.state(), witness.codes(), List.of()));
    tampered.put("witness", input.toBuilder().clearBatchWitness().build());
  }

  private static InputProver with(
      final InputProver input,
      final List<Bytes> state,
      final List<Bytes> codes,
      final List<Bytes> headers) {
    return input.toBuilder()
        .setBatchWitness(
            ByteString.copyFrom(new ExecutionWitness(state, codes, headers).encode().toArray()))
        .build();
  }

  private static void ofBlocks(final InputProver input, final Map<String, InputProver> tampered) {
    final byte[] block = input.getStatelessInputs(0).toByteArray();
    final Random random = new Random(14);
    for (int i = 0; i < BYTES; i++) {
      final int at = random.nextInt(block.length);
      tampered.put(
          "block-" + at, input.toBuilder().setStatelessInputs(0, flipped(block, at)).build());
    }
    tampered.put(
        "block-more", input.toBuilder().addStatelessInputs(input.getStatelessInputs(0)).build());
    tampered.put("blocks", input.toBuilder().clearStatelessInputs().build());
  }

  private static ByteString flipped(final byte[] bytes, final int at) {
    final byte[] other = bytes.clone();
    other[at] ^= 1;
    return ByteString.copyFrom(other);
  }
}
