/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.contracts.ContractArtifact;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeCalls;

/** Value goes over the bridge, by what a person with a key file does, and what is printed. */
abstract class BridgeScenarios extends ReaderScenarios {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeScenarios.class);

  /** Keeps of a message its first 32 bytes, its value and who sent it, in slots 0 to 2. */
  private static final String KEEP = "608435" + "5f55" + "34600155" + "600435600255" + "00";

  /** Before that fills 80 slots, for 1.8 million gas: more than a sponsor pays. */
  private static final String FILL = "6050" + "5b" + "808055" + "60019003" + "80" + "6002" + "57";

  static final Address ETHER_RECEIVER =
      Address.fromHex("0x00000000000000000000000000000000000b21d6");

  static final Address TOKEN_RECEIVER =
      Address.fromHex("0x00000000000000000000000000000000000b21d7");

  private static final String REVERT = "5f5ffd";

  private static final Bytes MESSAGE = Bytes32.leftPad(Bytes.fromHexString("0xc0ffee"));

  BridgeScenarios(final Engine engine) {
    super(engine);
  }

  /** Somebody's way there and back. */
  @FunctionalInterface
  private interface Way {
    void go() throws Exception;
  }

  /** At the same time, each by another person. */
  @Test
  @Order(2)
  void etherATokenAndAMessageGoToL2AndBackByTheBridgesCommands(@TempDir final Path temp)
      throws Exception {
    final BridgePerson ann = new BridgePerson(devnet(), Devnet.user(0), temp);
    final BridgePerson bob = new BridgePerson(devnet(), Devnet.user(1), temp);
    final BridgePerson eve = new BridgePerson(devnet(), Devnet.user(2), temp);
    final List<Way> ways = List.of(() -> ether(ann), () -> token(bob), () -> message(eve));
    final List<Future<?>> all = new ArrayList<>();
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      ways.forEach(
          way ->
              all.add(
                  people.submit(
                      () -> {
                        way.go();
                        return way;
                      })));
    }
    for (final Future<?> one : all) {
      one.get();
    }
    final BridgeAudit bridges = new BridgeAudit(devnet());
    bridges.everythingIsIndexedOnce();
    bridges.theSumsAgree();
    everyAnswerHasTheFieldsOfTheSpecification(bob);
  }

  /** Of the REST interface; who has sent a token to himself has something of everything. */
  private void everyAnswerHasTheFieldsOfTheSpecification(final BridgePerson person)
      throws Exception {
    final RestFields fields =
        new RestFields(Engines.distribution().resolve("../docs/spec/bridge.md"));
    final String token =
        main()
            .call("bridge_getBridges", person.address().toString())
            .path("deposits")
            .path(0)
            .path("orig_addr")
            .asText();
    final Map<String, String> questions = new LinkedHashMap<>();
    questions.put("/api", "");
    questions.put("/bridges/{dest_addr}", "");
    questions.put("/bridge", "?net_id=0&deposit_cnt=0");
    questions.put("/merkle-proof", "?net_id=0&deposit_cnt=0");
    questions.put("/merkle-proof-by-ger", "?net_id=1&deposit_cnt=0&ger=" + newestExitRoot());
    questions.put("/claims/{dest_addr}", "");
    questions.put("/tokenwrapped", "?orig_net=0&orig_token_addr=" + token);
    questions.put("/pending-bridges", "?dest_net=1&leaf_type=1");
    assertThat(questions.keySet()).containsExactlyInAnyOrderElementsOf(fields.paths());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (final Map.Entry<String, String> question : questions.entrySet()) {
        final URI uri =
            URI.create(
                person.description("bridgeUrl")
                    + question.getKey().replace("{dest_addr}", person.address().toString())
                    + question.getValue());
        final HttpResponse<String> answer =
            http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", uri, answer.body()).isEqualTo(200);
        fields.check(question.getKey(), new ObjectMapper().readTree(answer.body()));
      }
    }
  }

  /** By which L1 knows what has left L2. */
  private Bytes32 newestExitRoot() throws IOException, RpcError {
    final JsonNode proof = main().call("bridge_getProof", 1, 0).path("proof");
    return Keccak256.hash(
        Bytes.fromHexString(proof.path("main_exit_root").asText()),
        Bytes.fromHexString(proof.path("rollup_exit_root").asText()));
  }

  /** Claimed on L2 by the sponsor, on L1 by its owner. */
  private void ether(final BridgePerson person) throws IOException, RpcError {
    final Address receiver = ETHER_RECEIVER;
    final BridgePerson.Printed deposit;
    try (L1Sights sights = L1Sights.of(main())) {
      deposit = person.does("deposit", "--amount=0.25", "--to=" + receiver, "--sponsor=PT2M");
      assertClaimableSoon(sights, deposit.deposit());
    }
    assertStages(deposit, "0.25 ether leaves L1", "L2");
    assertThat(sender(main(), deposit.claim())).isNotEqualTo(person.address());
    assertThat(Facts.balance(main(), receiver)).isEqualTo("250000000000000000");
    eventually()
        .untilAsserted(
            () -> assertThat(Facts.balance(external(), receiver)).isEqualTo("250000000000000000"));

    final BridgePerson.Printed again =
        person.tries("claim", "--network=0", "--deposit=" + deposit.deposit());
    again.isRefused(
        "deposit %d of network 0 is claimed already, by transaction %s on network 1"
            .formatted(deposit.deposit(), deposit.claim()));

    final BridgePerson.Printed withdrawal =
        person.does("withdraw", "--amount=1000wei", "--to=" + receiver);
    assertStages(withdrawal, "0.000000000000001 ether leaves L2", "L1");
    assertThat(withdrawal.out())
        .containsPattern("batch \\d+ is (open|trusted|virtual|verified).*, it waits ");
    assertThat(sender(devnet().l1().rpc(), withdrawal.claim())).isEqualTo(person.address());
    assertThat(Facts.balance(devnet().l1().rpc(), receiver)).isEqualTo("1000");
    assertThat(person.does("status", "--address=" + receiver).out())
        .contains("0.25 ether for " + receiver, "claimed by transaction 0x");
  }

  /**
   * On a Besu the engine's own time is in it as well: its block may be finished before the proof
   * gets to its pool.
   */
  private void assertClaimableSoon(final L1Sights sights, final long deposit)
      throws IOException, RpcError {
    final ProofDelay delay = ProofDelay.of(devnet(), sights, deposit);
    LOG.info("deposit {} could be claimed after {} L2 blocks: {}", deposit, delay.blocks(), delay);
    if (engine() == Engine.EMBEDDED) {
      assertThat(delay.blocks()).as(delay.toString()).isLessThanOrEqualTo(2);
    }
  }

  /** Each stage is told, in its order, and the end. */
  private static void assertStages(
      final BridgePerson.Printed printed, final String first, final String towards) {
    assertThat(printed.out())
        .containsSubsequence(
            "[1/4] " + first,
            "in block ",
            "[2/4] the deposit is known to the bridge",
            "deposit %d of network ".formatted(printed.deposit()),
            "[3/4] it can be claimed on the other side",
            "it can be, ",
            "[4/4] it is claimed",
            "done: claimed on %s by transaction 0x".formatted(towards));
    assertThat(printed.err()).isEmpty();
  }

  /** Of a person, live: one sentence that says what is wrong, and what to do. */
  @Test
  @Order(3)
  void theBridgesCommandsSayWhatIsWrong(@TempDir final Path temp) throws Exception {
    final BridgePerson person = new BridgePerson(devnet(), Devnet.user(0), temp);
    final Address nobody = Address.fromHex("0x00000000000000000000000000000000000b21d8");
    person.tries("deposit", "--amount=0").isRefused("--amount is above 0, not '0'");
    person
        .tries("claim", "--network=5", "--deposit=0")
        .isRefused(
            "network 5 is neither L1 (0) nor this rollup (1): of another rollup ask a node of that one");
    person
        .tries("deposit", "--token=" + nobody, "--amount=1")
        .isRefused(
            "there is no ERC-20 token at %s on L1: --token is where it is on the network that it leaves"
                .formatted(nobody));
    for (final String contract : List.of(nobody.toString(), person.description("rollup"))) {
      person
          .tries("deposit", "--l1-bridge=" + contract, "--amount=1wei")
          .isRefused("L1 has no bridge at %s (--l1-bridge)".formatted(Address.fromHex(contract)));
    }
    assertThat(person.does("status", "--address=" + nobody).out())
        .matches(
            "nothing was sent to %s, as far as the node knows: it has indexed L1 up to block \\d+,"
                    .formatted(nobody)
                + " L2 up to block \\d+\\R");
    assertThat(person.tries("claim", "--network=0", "--deposit=4000000000").err())
        .contains("network 0 has no deposit 4000000000; indexed are ", "ask again in 15 seconds");
  }

  /** Too early, in time, and once more. */
  @Test
  @Order(3)
  void aPersonClaimsWhenItIsTimeAndOnce(@TempDir final Path temp) throws Exception {
    final BridgePerson person = new BridgePerson(devnet(), Devnet.user(1), temp);
    final Address receiver = Address.fromHex("0x00000000000000000000000000000000000b21d9");
    person.withdraws(receiver, BigInteger.TEN);
    final long withdrawal = indexed(receiver).path("deposit_cnt").asLong();
    final String[] ofIt = {"--network=1", "--deposit=" + withdrawal};
    final BridgePerson.Printed early = person.tries("claim", ofIt);
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err())
        .matches(
            "zknode: deposit %d of network 1 cannot be claimed yet: batch \\d+ is \\w+.*, it waits .*\\R"
                .formatted(withdrawal));

    // The sponsor leaves it alone.
    final Address greedy = person.on(main()).create(contract(FILL + KEEP));
    person.sends(BridgeCalls.bridgeMessage(1, greedy, MESSAGE));
    claimsOnce(person, main(), "L2", greedy);
    assertKept(main(), greedy, person.address(), 0);
    claimsOnce(person, devnet().l1().rpc(), "L1", receiver);
    assertThat(Facts.balance(devnet().l1().rpc(), receiver)).isEqualTo("10");
  }

  /** What is for that account, once it can be claimed. */
  private void claimsOnce(
      final BridgePerson person, final JsonRpc chain, final String name, final Address receiver)
      throws IOException, RpcError {
    eventually().until(() -> indexed(receiver).path("ready_for_claim").asBoolean());
    final JsonNode deposit = indexed(receiver);
    final String[] ofIt = {
      "--network=" + deposit.path("network_id").asLong(),
      "--deposit=" + deposit.path("deposit_cnt").asLong()
    };
    final BridgePerson.Printed claimed = person.does("claim", ofIt);
    assertThat(claimed.out()).contains("done: claimed on %s by transaction 0x".formatted(name));
    assertThat(sender(chain, claimed.claim())).isEqualTo(person.address());
    eventually().until(() -> !indexed(receiver).path("claim_tx_hash").asText().isEmpty());
    person
        .tries("claim", ofIt)
        .isRefused(
            "deposit %d of network %d is claimed already, by transaction %s on network %d"
                .formatted(
                    deposit.path("deposit_cnt").asLong(),
                    deposit.path("network_id").asLong(),
                    claimed.claim(),
                    deposit.path("dest_net").asLong()));
  }

  /** The only deposit for that account, when the node has it. */
  private JsonNode indexed(final Address receiver) throws IOException, RpcError {
    eventually()
        .until(
            () ->
                main().call("bridge_getBridges", receiver.toString()).path("deposits").size() == 1);
    return main().call("bridge_getBridges", receiver.toString()).path("deposits").path(0);
  }

  /** Locked on L1, minted on L2, burnt there, and given back. */
  private void token(final BridgePerson person) throws IOException, RpcError {
    final JsonRpc l1 = devnet().l1().rpc();
    final Address receiver = TOKEN_RECEIVER;
    final Address token = person.onL1().create(ContractArtifact.load("DevFeeToken").bytecode());

    final BridgePerson.Printed deposit =
        person.does("deposit", "--token=" + token, "--amount=2.5", "--sponsor=PT2M");
    assertThat(sender(main(), deposit.claim())).isNotEqualTo(person.address());
    final Address wrapped =
        Address.fromHex(
            main()
                .call("bridge_getTokenWrapped", token.toString(), 0)
                .path("tokenwrapped")
                .path("wrapped_token_addr")
                .asText());
    assertThat(balance(main(), wrapped, person.address())).isEqualTo("2500000000000000000");

    person.does("withdraw", "--token=" + wrapped, "--amount=1.25", "--to=" + receiver);
    assertThat(balance(main(), wrapped, person.address())).isEqualTo("1250000000000000000");
    assertThat(balance(l1, token, receiver)).isEqualTo("1250000000000000000");
  }

  /**
   * The sponsor leaves it alone, because its receiver needs more gas than it pays for. Another one
   * stays where it is, because its receiver reverts.
   */
  private void message(final BridgePerson person) throws IOException, RpcError {
    final JsonRpc l1 = devnet().l1().rpc();
    final Address greedy = person.on(main()).create(contract(FILL + KEEP));
    final Address unwilling = person.on(main()).create(contract(REVERT));
    person.sends(BridgeCalls.bridgeMessage(1, unwilling, MESSAGE));
    final BridgePerson.Printed deposit =
        person.does(
            "deposit", "--message=" + MESSAGE, "--to=" + greedy, "--amount=7wei", "--sponsor=PT0S");
    assertThat(sender(main(), deposit.claim())).isEqualTo(person.address());
    assertKept(main(), greedy, person.address(), 7);

    final Address modest = person.onL1().create(contract(KEEP));
    final BridgePerson.Printed withdrawal =
        person.does("withdraw", "--message=" + MESSAGE, "--to=" + modest, "--amount=8wei");
    assertThat(sender(l1, withdrawal.claim())).isEqualTo(person.address());
    assertKept(l1, modest, person.address(), 8);
  }

  private static void assertKept(
      final JsonRpc chain, final Address receiver, final Address sender, final long value)
      throws IOException, RpcError {
    assertThat(OneAccount.storage(chain, receiver, 0)).isEqualTo(MESSAGE);
    assertThat(OneAccount.storage(chain, receiver, 1).trimLeadingZeros().toLong()).isEqualTo(value);
    assertThat(OneAccount.storage(chain, receiver, 2)).isEqualTo(Bytes32.leftPad(sender.bytes()));
    assertThat(Facts.balance(chain, receiver)).isEqualTo(Long.toString(value));
  }

  /** Init code of a contract with that code of up to 255 bytes. */
  private static Bytes contract(final String code) {
    final int size = code.length() / 2;
    return Bytes.fromHexString("0x60%02x600a5f3960%02x5ff3".formatted(size, size) + code);
  }

  private static Address sender(final JsonRpc chain, final String transaction)
      throws IOException, RpcError {
    return Address.fromHex(
        chain.call("eth_getTransactionByHash", transaction).path("from").asText());
  }

  /** Of an ERC-20 token, in its smallest unit. */
  private static String balance(final JsonRpc chain, final Address token, final Address owner)
      throws IOException, RpcError {
    return OneAccount.read(
            chain,
            token,
            Bytes.concatenate(Bytes.fromHexString("0x70a08231"), Bytes32.leftPad(owner.bytes())))
        .toUnsignedBigInteger()
        .toString();
  }
}
