/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BatchBlock;
import org.zknode.rollup.chain.BatchCodec;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.chain.ExecutionWitness;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ForwardingEngine;
import org.zknode.rollup.engine.RecordedExecution;
import org.zknode.rollup.engine.StateUnavailableException;
import org.zknode.rollup.state.Batch;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.testkit.FakeEngine;
import org.zknode.rollup.testkit.TestStore;

class WitnessMethodsTest {
  private static final ChainConfig CHAIN = new ChainConfig(1001, 8, Address.ZERO, 30_000_000);
  private static final int BLOCKS = 3;

  private final StateStore store = TestStore.borrow();
  private final List<List<BlockInput>> asked = new ArrayList<>();
  private final FakeEngine engine = FakeEngine.funded();
  private boolean stateIsThere = true;

  private final Map<String, RpcMethod> methods =
      new WitnessMethods(
              new ForwardingEngine(engine) {
                @Override
                public RecordedExecution recordWitness(final List<BlockInput> inputs) {
                  asked.add(inputs);
                  if (!stateIsThere) {
                    throw new StateUnavailableException("the world state is not available");
                  }
                  final ExecutionWitness witness = witness(asked.size());
                  return new RecordedExecution(List.of(), witness, List.of(witness), List.of());
                }
              },
              store,
              CHAIN)
          .methods();

  @BeforeEach
  void buildBlocks() throws Exception {
    for (int i = 0; i < BLOCKS; i++) {
      final L2Block head = engine.head();
      engine.extend(
          new BlockAttributes(
              head.number() + 1,
              head.hash(),
              head.timestamp() + 1,
              Address.ZERO,
              CHAIN.blockGasLimit(),
              0,
              Bytes32.ZERO),
          List.of(),
          Optional.empty());
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ExecutionWitness witness(final int number) {
    return new ExecutionWitness(
        List.of(Bytes.of(number)), List.of(Bytes.of(0xc0)), List.of(Bytes.of(0xee)));
  }

  private static Map<String, Object> json(final int number) {
    return Map.of(
        "state", List.of("0x0" + number),
        "codes", List.of("0xc0"),
        "keys", List.of(),
        "headers", List.of("0xee"));
  }

  private Object call(final String method, final Object... params) throws RpcException {
    return methods.get(method).call(List.of(params));
  }

  private void insertBatch(final boolean closed) {
    store.update(
        tx ->
            tx.batches()
                .insert(
                    new Batch(
                        1,
                        2,
                        3,
                        BatchCodec.encode(
                            List.of(
                                new BatchBlock(1, 0, List.of()), new BatchBlock(1, 0, List.of()))),
                        Bytes32.ZERO,
                        closed,
                        closed,
                        closed ? Optional.of("Batch timeout") : Optional.empty())));
  }

  @Test
  void aBlockIsNamedByNumberTagOrHash() throws RpcException {
    final String hash = engine.block(2).orElseThrow().hash().toHexString();
    int calls = 0;
    for (final Object name : List.of("0x2", hash, Map.of("blockHash", hash))) {
      calls++;
      assertThat(call(WitnessMethods.DEBUG, name)).isEqualTo(json(calls));
      final BlockInput input = asked.getLast().getFirst();
      assertThat(input.attributes().number()).isEqualTo(2);
      assertThat(input.attributes().parentHash()).isEqualTo(engine.block(1).orElseThrow().hash());
    }
    assertThat(call(WitnessMethods.BLOCK, "latest")).isEqualTo(json(4));
    assertThat(asked.getLast().getFirst().attributes().number()).isEqualTo(BLOCKS);
  }

  @Test
  void whatCannotBeGivenIsAnErrorWithItsReason() {
    assertThatThrownBy(() -> call(WitnessMethods.DEBUG, "earliest"))
        .hasMessage("nothing was executed to get block 0");
    assertThatThrownBy(() -> call(WitnessMethods.DEBUG, "0x9")).hasMessage("there is no block 9");
    assertThatThrownBy(() -> call(WitnessMethods.DEBUG, Bytes32.ZERO.toHexString()))
        .hasMessageStartingWith("no canonical block has hash");
    stateIsThere = false;
    assertThatThrownBy(() -> call(WitnessMethods.DEBUG, "0x2"))
        .isInstanceOf(RpcException.class)
        .hasMessage("the world state is not available");
  }

  @Test
  void anEngineThatRecordsNoneSaysSo() {
    assertThatThrownBy(
            () ->
                new WitnessMethods(engine, store, CHAIN)
                    .methods()
                    .get(WitnessMethods.DEBUG)
                    .call(List.of("0x1")))
        .isInstanceOf(RpcException.class)
        .hasMessageEndingWith("records no execution witnesses");
  }

  @Test
  void aBatchIsExecutedAgainUnlessItsWitnessIsKept() throws RpcException {
    assertThat(call(WitnessMethods.BATCH, "0x1")).isNull();
    insertBatch(true);
    assertThat(call(WitnessMethods.BATCH, "0x1")).isEqualTo(json(1));
    assertThat(asked.getLast())
        .extracting(input -> input.attributes().number())
        .containsExactly(2L, 3L);

    store.update(tx -> tx.batchWitnesses().put(1, witness(7)));
    stateIsThere = false;
    assertThat(call(WitnessMethods.BATCH, "latest")).isEqualTo(json(7));
  }

  @Test
  void anOpenBatchHasNone() {
    insertBatch(false);
    assertThatThrownBy(() -> call(WitnessMethods.BATCH, "0x1")).hasMessage("batch 1 is open");
  }
}
