/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint;
import org.zknode.rollup.l1.jsonrpc.ScriptedEndpoint.Answer;
import org.zknode.rollup.service.CriticalException;

/** What deployments have on L1 that were upgraded from etrog (fork 7). */
class UpgradedRollupEventsTest {
  private static final Address ROLLUP =
      Address.fromHex("0x00000000000000000000000000000000000000a1");
  private static final Address OTHER =
      Address.fromHex("0x00000000000000000000000000000000000000a2");
  private static final Address SEQUENCER =
      Address.fromHex("0x00000000000000000000000000000000000000a3");
  private static final Bytes32 BLOCK = Bytes32.repeat((byte) 0xb1);
  private static final Bytes32 TRANSACTION = Bytes32.repeat((byte) 0x71);
  private static final Bytes32 ROOT = Bytes32.repeat((byte) 0x61);
  private static final long TIMESTAMP = 1_700_000_000L;
  private static final Bytes DATA = Bytes.fromHexString("0x0b0000000300000000");

  /** From the table of the contracts' events. */
  private static final String UPDATE_ETROG_SEQUENCE =
      "0xd2c80353fc15ef62c6affc7cd6b7ab5b42c43290c50be3372e55ae552cecd19c";

  private static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }

  private static Answer block() {
    return Answer.result(
        """
        {"number":"0x5","hash":"%s","parentHash":"%s","timestamp":"0x%x"}"""
            .formatted(BLOCK, Bytes32.ZERO, TIMESTAMP));
  }

  private static List<L1Event> events(final String topics, final Bytes data, final Bytes input) {
    try (ScriptedEndpoint endpoint =
            new ScriptedEndpoint(
                (method, params) ->
                    switch (method) {
                      case "eth_getLogs" ->
                          Answer.result(
                              """
                              [{"address":"%s","topics":[%s],"data":"%s","blockHash":"%s",\
                              "blockNumber":"0x5","transactionHash":"%s","logIndex":"0x0",\
                              "transactionIndex":"0x0"}]"""
                                  .formatted(ROLLUP, topics, data, BLOCK, TRANSACTION));
                      case "eth_chainId" -> Answer.result("\"0x1\"");
                      case "eth_getTransactionByHash" ->
                          Answer.result(
                              """
                              {"hash":"%s","from":"%s","to":"%s","input":"%s"}"""
                                  .formatted(TRANSACTION, SEQUENCER, ROLLUP, input));
                      default -> block();
                    });
        JsonRpcL1Client client =
            new JsonRpcL1Client(
                new L1Config(
                    List.of(endpoint.url()), 1, OTHER, ROLLUP, OTHER, 1, 0, BlockTag.LATEST))) {
      return client.events(5, 5);
    }
  }

  @Test
  void theUpgradeSequencesABatch() {
    final Bytes data =
        Bytes.wrap(
            TupleType.parse("(uint64,bytes,bytes32,address)")
                .encode(
                    Tuple.from(
                        BigInteger.valueOf(9), DATA.toArray(), ROOT.toArray(), abi(SEQUENCER)))
                .array());
    assertThat(ForcedBatchAbi.UPDATE_ETROG_SEQUENCE_TOPIC.toHexString())
        .isEqualTo(UPDATE_ETROG_SEQUENCE);
    assertThat(events("\"%s\"".formatted(UPDATE_ETROG_SEQUENCE), data, Bytes.EMPTY))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.InitialSequenceBatches.class,
            event -> {
              assertThat(event.lastBatch()).isEqualTo(9);
              assertThat(event.transactions()).isEqualTo(DATA);
              assertThat(event.lastGlobalExitRoot()).isEqualTo(ROOT);
              assertThat(event.sequencer()).isEqualTo(SEQUENCER);
              assertThat(event.block().timestamp()).isEqualTo(TIMESTAMP);
            });
  }

  @Test
  void anUpgradeThatCannotBeReadHalts() {
    assertThatThrownBy(
            () -> events("\"%s\"".formatted(UPDATE_ETROG_SEQUENCE), Bytes.of(1), Bytes.EMPTY))
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining("cannot be decoded");
  }

  @Test
  void anEtrogSequenceHasItsL1BlocksTimestampAsLimit() {
    final Tuple batch =
        Tuple.of(DATA.toArray(), Bytes32.ZERO.toArray(), BigInteger.ZERO, Bytes32.ZERO.toArray());
    final Bytes input =
        Bytes.wrap(
            new Function("sequenceBatches((bytes,bytes32,uint64,bytes32)[],address)")
                .encodeCallWithArgs(new Tuple[] {batch, batch}, abi(SEQUENCER))
                .array());
    assertThat(input.slice(0, 4).toUnprefixedHexString()).isEqualTo("ecef3f99");
    assertThat(
            events(
                "\"%s\",\"%s\""
                    .formatted(
                        ElderberryAbi.SEQUENCE_BATCHES_TOPIC,
                        Bytes32.leftPad(Bytes.ofUnsignedLong(8)).toHexString()),
                ROOT,
                input))
        .singleElement()
        .isInstanceOfSatisfying(
            L1Event.SequenceBatches.class,
            event -> {
              assertThat(event.lastBatch()).isEqualTo(8);
              assertThat(event.initSequencedBatch()).isEqualTo(6);
              assertThat(event.maxSequenceTimestamp()).isEqualTo(TIMESTAMP);
              assertThat(event.l1InfoRoot()).isEqualTo(ROOT);
              assertThat(event.coinbase()).isEqualTo(SEQUENCER);
              assertThat(event.batches()).hasSize(2);
              assertThat(event.batches().getFirst().transactions()).isEqualTo(DATA);
            });
  }
}
