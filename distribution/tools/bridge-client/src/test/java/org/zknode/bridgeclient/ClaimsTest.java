/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.units.bigints.UInt256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.bridgeclient.Networks.Side;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import picocli.CommandLine;

/** A withdrawal, deposit 3 of network 1, of which bridge and node say different things. */
class ClaimsTest {
  private static final Address L1_BRIDGE = Address.fromHex("0x" + "b1".repeat(20));
  private static final Address L2_BRIDGE = Address.fromHex("0x" + "b2".repeat(20));
  private static final String KEY = "01".repeat(32);
  private static final String OTHER = "0x" + "0c".repeat(32);
  private static final String NETWORK_ID = Words.selector("networkID()").toHexString();

  /** Of leaf 3 of network 1. */
  private static final String IS_CLAIMED =
      "0xcc461632" + "0".repeat(63) + "3" + "0".repeat(63) + "1";

  @TempDir Path temp;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private final List<SignedTransaction> sent = new CopyOnWriteArrayList<>();
  private CannedChain l1;
  private CannedChain l2;
  private Networks networks;

  /** What the bridge on L1 says. */
  private volatile boolean claimed;

  /** What the node says. */
  private volatile String claim = "";

  @BeforeEach
  void start() throws IOException {
    l1 = new CannedChain(new ObjectMapper());
    l2 = new CannedChain(new ObjectMapper());
    l1.answers("eth_call", params -> onL1((Map<?, ?>) params.get(0)));
    l1.answers("eth_chainId", params -> "0x1");
    l1.answers("eth_gasPrice", params -> "0x1");
    l1.answers("eth_getBalance", params -> "0xde0b6b3a7640000");
    l1.answers("eth_getBlockByNumber", params -> Map.of("baseFeePerGas", "0x7"));
    l1.answers("eth_getTransactionCount", params -> "0x0");
    l1.answers("eth_estimateGas", params -> "0xc350");
    l1.answers("eth_sendRawTransaction", params -> send((String) params.get(0)));
    l1.answers(
        "eth_getTransactionReceipt",
        params -> Map.of("status", "0x1", "blockNumber", "0x5", "logs", List.of()));
    l2.answers("eth_call", params -> word(1));
    l2.answers("bridge_getBridges", params -> Map.of("deposits", List.of()));
    l2.answers("bridge_getBridge", params -> Map.of("deposit", deposit()));
    final List<String> zeros = Collections.nCopies(32, word(0));
    l2.answers(
        "bridge_getProof",
        params ->
            Map.of(
                "proof",
                Map.of(
                    "merkle_proof",
                    zeros,
                    "rollup_merkle_proof",
                    zeros,
                    "main_exit_root",
                    word(7),
                    "rollup_exit_root",
                    word(8))));
    final Chain node = new Chain("L2", l2.url());
    networks =
        new Networks(
            new Side(new Chain("L1", l1.url()), L1_BRIDGE),
            new Side(node, L2_BRIDGE),
            1,
            new BridgeNode(node),
            node);
  }

  @AfterEach
  void stop() {
    networks.close();
    l1.close();
    l2.close();
  }

  private static String word(final long number) {
    return UInt256.valueOf(number).toHexString();
  }

  private Object onL1(final Map<?, ?> call) {
    assertThat(call.get("to")).isEqualTo(L1_BRIDGE.toString());
    if (call.get("data").equals(NETWORK_ID)) {
      return word(0);
    }
    return call.get("data").equals(IS_CLAIMED)
        ? word(claimed ? 1 : 0)
        : new CannedChain.Revert("0x");
  }

  private Object send(final String raw) {
    final SignedTransaction transaction = SignedTransaction.decode(Bytes.fromHexString(raw));
    sent.add(transaction);
    return transaction.hash().toHexString();
  }

  private Map<String, Object> deposit() {
    final Map<String, Object> deposit = new HashMap<>();
    deposit.put("network_id", 1);
    deposit.put("deposit_cnt", 3);
    deposit.put("leaf_type", 0);
    deposit.put("orig_net", 0);
    deposit.put("orig_addr", Address.ZERO.toString());
    deposit.put("dest_net", 0);
    deposit.put("dest_addr", PrivateKey.fromHex(KEY).address().toString());
    deposit.put("amount", "5");
    deposit.put("metadata", "0x");
    deposit.put("block_num", 9);
    deposit.put("tx_hash", word(4));
    deposit.put("ready_for_claim", claim.isEmpty());
    deposit.put("claim_tx_hash", claim);
    return deposit;
  }

  private void follow(final Duration grace) {
    final Progress progress = new Progress(out, 1);
    final Patience patience = new Patience(Duration.ofSeconds(30), Duration.ofMillis(10));
    new Journey(
            networks,
            new Claims(networks, grace),
            new Wallet(PrivateKey.fromHex(KEY), patience, progress),
            new Outlook(networks, Clock.systemUTC()),
            patience,
            progress)
        .claim(networks.node().get(1, 3), Duration.ZERO);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void bothSayThatItIsNotClaimed() {
    follow(Duration.ofMinutes(1));
    assertThat(sent)
        .singleElement()
        .extracting(SignedTransaction::to)
        .isEqualTo(Optional.of(L1_BRIDGE));
    assertThat(text()).contains("done: claimed on L1 by transaction " + sent.getFirst().hash());
  }

  @Test
  void bothSayThatItIs() {
    claimed = true;
    claim = OTHER;
    follow(Duration.ofMinutes(1));
    assertThat(sent).isEmpty();
    assertThat(text()).contains("done: claimed on L1 by transaction " + OTHER);
  }

  /** One endpoint left the claim out of what it told the node. */
  @Test
  void aClaimThatTheNodeHasMissedIsOne() {
    claimed = true;
    follow(Duration.ZERO);
    assertThat(sent).isEmpty();
    assertThat(text())
        .contains("done: claimed on L1 by a transaction that the node has not indexed");
  }

  /** One endpoint made it up. */
  @Test
  void aClaimThatThereNeverWasKeepsNobodyFromHis() {
    claim = OTHER;
    follow(Duration.ZERO);
    assertThat(sent).hasSize(1);
    assertThat(text()).contains("done: claimed on L1 by transaction " + sent.getFirst().hash());
  }

  /** One of them may be a block behind. */
  @Test
  void theyAreGivenTimeToAgree() {
    final Claims.Watch watch =
        new Claims(networks, Duration.ofMinutes(1)).watch(networks.node().get(1, 3));
    claim = OTHER;
    assertThat(watch.look())
        .isEqualTo(
            new Claims.Disputed(
                "the node names transaction %s as its claim, which the bridge does not know: waits whether one is only late"
                    .formatted(OTHER)));
    claimed = true;
    assertThat(watch.look()).isEqualTo(new Claims.Claimed("transaction " + OTHER));
    claim = "";
    assertThat(watch.look())
        .isEqualTo(
            new Claims.Disputed(
                "somebody else has claimed it: waits for the node to index by which transaction"));
    claimed = false;
    assertThat(watch.look()).isEqualTo(new Claims.Open());
  }

  private void claimByHand() throws IOException {
    final Path key = Files.writeString(temp.resolve("key"), KEY);
    final ClaimCommand command = new ClaimCommand(out);
    new CommandLine(command)
        .parseArgs(
            "--l1-rpc=" + l1.url(),
            "--l2-rpc=" + l2.url(),
            "--l1-bridge=" + L1_BRIDGE,
            "--l2-bridge=" + L2_BRIDGE,
            "--key-file=" + key,
            "--network=1",
            "--deposit=3");
    command.call();
  }

  @Test
  void whoClaimsByHandIsToldWhatTheBridgeSays() throws IOException {
    claimed = true;
    assertThatThrownBy(this::claimByHand)
        .hasMessage(
            "deposit 3 of network 1 is claimed already, by a transaction that the node has not"
                + " indexed on network 0");
    claim = OTHER;
    assertThatThrownBy(this::claimByHand)
        .hasMessage(
            "deposit 3 of network 1 is claimed already, by transaction %s on network 0", OTHER);
    claimed = false;
    claim = "";
    claimByHand();
    assertThat(sent).hasSize(1);
  }

  @Test
  void aBridgeThatDoesNotTellIsNamed() {
    l1.answers("eth_call", params -> "0x");
    assertThatThrownBy(() -> follow(Duration.ZERO))
        .isInstanceOf(BridgeClientException.class)
        .hasMessage("the bridge at %s on L1 does not tell what is claimed", L1_BRIDGE);
  }
}
