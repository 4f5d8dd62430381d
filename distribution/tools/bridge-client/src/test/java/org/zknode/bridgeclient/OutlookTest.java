/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;

/** What a person is told to wait for, and how long, by what L1 and the node say. */
class OutlookTest {
  private static final long NOW = 1_700_000_000;

  private final Map<String, Object> status = new LinkedHashMap<>();
  private CannedChain l1;
  private CannedChain l2;
  private Networks networks;
  private Outlook outlook;

  @BeforeEach
  void start() throws IOException {
    l1 = new CannedChain(new ObjectMapper());
    l2 = new CannedChain(new ObjectMapper());
    l1.answers("eth_blockNumber", params -> "0x3e8");
    // A block every 12 seconds.
    l1.answers(
        "eth_getBlockByNumber",
        params ->
            Map.of("timestamp", hex(NOW - 12 * (1000 - Long.decode((String) params.get(0))))));
    l2.answers("zknode_status", params -> status);
    l2.answers("zkevm_batchNumberByBlockNumber", params -> "0x7");
    l2.answers("zkevm_getBatchByNumber", params -> Map.of("timestamp", hex(NOW - 200)));
    final Chain node = new Chain("L2", l2.url());
    networks =
        new Networks(
            new Networks.Side(new Chain("L1", l1.url()), Address.ZERO),
            new Networks.Side(node, Address.ZERO),
            1,
            new BridgeNode(node),
            node);
    outlook = new Outlook(networks, Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    l1Is(1000);
  }

  @AfterEach
  void stop() {
    networks.close();
    l1.close();
    l2.close();
  }

  private static String hex(final long number) {
    return "0x" + Long.toHexString(number);
  }

  private void l1Is(final long number) {
    status.put("l1", Map.of("number", number, "timestamp", NOW - 12 * (1000 - number)));
  }

  private void batches(final long trusted, final long virtual, final long verified) {
    status.put("batches", Map.of("trusted", trusted, "virtual", virtual, "verified", verified));
  }

  private static Transfer transfer(final long network, final long block, final long towards) {
    return new Transfer(
        network,
        3,
        new ExitLeaf(
            LeafType.ASSET, 0, Address.ZERO, towards, Address.ZERO, BigInteger.ONE, Bytes.EMPTY),
        block,
        Bytes32.ZERO,
        false,
        "");
  }

  private String deposit(final long block) {
    return outlook.toBeReady(transfer(0, block, 1)).toString();
  }

  private String withdrawal() {
    return outlook.toBeReady(transfer(1, 50, 0)).toString();
  }

  @Test
  void aDepositWaitsForTheConfirmationsOfItsBlock() {
    status.put("l1Confirmations", 30);
    assertThat(deposit(990))
        .isEqualTo(
            "L1 block 990 waits for the 30 confirmations that the sequencer asks for: it has 10;"
                + " about 4 min, at the pace of its newest blocks");
    assertThat(deposit(1_001)).contains("it has 0; about 6 min");
  }

  @Test
  void aNodeWithoutTheSequencerDoesNotKnowHowMany() {
    assertThat(deposit(999))
        .isEqualTo(
            "L1 block 999 waits for the 64 confirmations that the sequencer usually asks for: it"
                + " has 1; about 12 min, at the pace of its newest blocks");
  }

  @Test
  void thenForItsExitRoot() {
    status.put("l1Confirmations", 30);
    assertThat(deposit(970))
        .isEqualTo(
            "it waits for its global exit root on L2: one L2 block names it, the next one proves"
                + " it, a few seconds");
    status.put("l1Confirmations", 0);
    assertThat(deposit(1_000)).startsWith("it waits for its global exit root");
  }

  @Test
  void aDepositForAnotherRollupIsThatOnesMatter() {
    assertThat(outlook.toBeReady(transfer(0, 10, 2)))
        .hasToString(
            "it is for network 2: whether it can be claimed there, a node of that one knows");
  }

  @Test
  void aWithdrawalWaitsForItsBatch() {
    final String estimate = "; about 3 min: so old is batch 4, the newest verified one";
    batches(6, 5, 4);
    assertThat(withdrawal()).isEqualTo("batch 7 is open, it waits to be closed" + estimate);
    batches(7, 5, 4);
    assertThat(withdrawal())
        .isEqualTo("batch 7 is trusted (closed), it waits to be sent to L1" + estimate);
    batches(9, 7, 4);
    assertThat(withdrawal())
        .isEqualTo("batch 7 is virtual (on L1), it waits for its proof" + estimate);
    batches(9, 8, 7);
    assertThat(withdrawal())
        .isEqualTo("batch 7 is verified, it waits for L1's exit root with it, a few seconds");
    batches(7, 7, 0);
    assertThat(withdrawal())
        .isEqualTo(
            "batch 7 is virtual (on L1), it waits for its proof; no batch was verified yet, so"
                + " nobody can say how long that takes");
  }

  @Test
  void theNodeSaysHowFarItHasIndexed() {
    assertThat(outlook.indexed()).isEqualTo("it has indexed nothing yet, ask again in a while");
    status.put(
        "bridge", List.of(Map.of("network", 0, "block", 998), Map.of("network", 1, "block", 50)));
    assertThat(outlook.indexed()).isEqualTo("it has indexed L1 up to block 998, L2 up to block 50");
  }

  @Test
  void whatIsNotIndexedSaysHowFarTheNodeIs() {
    l1Is(990);
    assertThat(outlook.toBeIndexed(0, 995))
        .hasToString(
            "waits for the confirmations of L1 block 995 that the node asks for: it is at block"
                + " 990, which is 2 min old; about that long");
    assertThat(outlook.toBeIndexed(0, 990))
        .hasToString("waits for the node to index L1 block 990, a few seconds");
    assertThat(outlook.toBeIndexed(1, 5))
        .hasToString("waits for the node to index L2 block 5, a few seconds");
  }

  @Test
  void whileTheNodeDoesNotFollowL1ThatIsSaidInsteadOfATime() {
    l1Is(990);
    batches(7, 7, 4);
    status.put(
        "bridge", List.of(Map.of("network", 0, "block", 990), Map.of("network", 1, "block", 50)));
    status.put(
        "reasons",
        List.of(
            Map.of("key", "not-enough-verifiers", "text", "batch 7 has 0 of 1"),
            Map.of("key", "l1-standstill", "text", "no L1 endpoint has a block after 990")));
    final String why =
        " beyond block 990, which is 2 min old (l1-standstill: no L1 endpoint has a block after"
            + " 990): all goes on when it does, look again in a minute";
    final String but = "; but the node does not follow L1" + why;

    assertThat(outlook.toBeIndexed(0, 995))
        .hasToString("waits for the confirmations of L1 block 995 that the node asks for" + but);
    assertThat(outlook.toBeIndexed(0, 995).forWhat())
        .as("it is printed when it begins")
        .endsWith("; but the node does not follow L1");
    assertThat(outlook.toBeIndexed(0, 990))
        .hasToString("waits for the node to index L1 block 990" + but);
    assertThat(outlook.toBeIndexed(1, 5))
        .as("L2 is indexed all the same")
        .hasToString("waits for the node to index L2 block 5, a few seconds");
    assertThat(deposit(985))
        .isEqualTo(
            "L1 block 985 waits for the 64 confirmations that the sequencer usually asks for"
                + but);
    assertThat(withdrawal()).isEqualTo("batch 7 is virtual (on L1), it waits for its proof" + but);
    assertThat(outlook.indexed())
        .isEqualTo(
            "it has indexed L1 up to block 990, L2 up to block 50; it does not follow L1" + why);
  }
}
