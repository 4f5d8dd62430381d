/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.junit.jupiter.api.Test;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.rest.RestAnswer;

/** Each path with the fields of its answer, and what is said to questions without one. */
class BridgeRestTest {
  private static final String USER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
  private static final String TOKEN = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

  private final FixedView view = new FixedView();
  private Optional<String> l1Stands = Optional.empty();
  private final BridgeRest rest = new BridgeRest(new BridgeApi(view, () -> l1Stands));

  private RestAnswer answer(final String uri) {
    final QueryStringDecoder decoder = new QueryStringDecoder(uri);
    return rest.get(decoder.path(), decoder.parameters());
  }

  private JsonNode ok(final String uri) throws IOException {
    final RestAnswer answer = answer(uri);
    assertThat(answer.status()).as("%s", uri).isEqualTo(200);
    return new ObjectMapper().readTree(answer.json());
  }

  private String refused(final String uri, final int status, final int code) throws IOException {
    final RestAnswer answer = answer(uri);
    assertThat(answer.status()).as("%s", uri).isEqualTo(status);
    final JsonNode json = new ObjectMapper().readTree(answer.json());
    assertThat(fields(json)).containsExactly("code", "message", "details");
    assertThat(json.get("code").asInt()).isEqualTo(code);
    assertThat(json.get("details")).isEmpty();
    return json.get("message").asText();
  }

  private static List<String> fields(final JsonNode json) {
    final List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theVersion() throws IOException {
    assertThat(ok("/api").toString()).isEqualTo("{\"api\":\"v1\"}");
  }

  @Test
  void aDeposit() throws IOException {
    final String expected =
        """
        {"deposit":{"leaf_type":0,"orig_net":0,\
        "orig_addr":"0x0000000000000000000000000000000000000000",\
        "amount":"1606938044258990275541962092341162602522202993782792835301376","dest_net":1,\
        "dest_addr":"%s","block_num":"1099511627776",\
        "deposit_cnt":"7","network_id":0,\
        "tx_hash":"0x%s","claim_tx_hash":"","metadata":"0x","ready_for_claim":false,\
        "global_index":"18446744073709551623"}}\
        """
            .formatted(USER, "03".repeat(32));
    assertThat(ok("/bridge?net_id=0&deposit_cnt=7").toString()).isEqualTo(expected);
    view.claimed = Optional.of(Bytes32.repeat((byte) 9));
    final JsonNode claimed = ok("/bridge?net_id=1&deposit_cnt=7").get("deposit");
    assertThat(claimed.get("claim_tx_hash").asText()).isEqualTo("0x" + "09".repeat(32));
    assertThat(claimed.get("ready_for_claim").asBoolean()).isTrue();
    assertThat(claimed.get("global_index").asText()).isEqualTo("7");
  }

  @Test
  void depositsOfAnAccountPageByPage() throws IOException {
    final JsonNode page = ok("/bridges/" + USER + "?offset=50&limit=10&unknown=1");
    assertThat(view.asked).isEqualTo("deposits %s 50 10".formatted(FixedView.USER));
    assertThat(fields(page)).containsExactly("deposits", "total_cnt");
    assertThat(page.get("deposits")).hasSize(2);
    assertThat(page.get("total_cnt").isTextual()).isTrue();
    assertThat(page.get("total_cnt").asText()).isEqualTo("34359738368");
    ok("/bridges/" + USER);
    assertThat(view.asked).endsWith(" 0 25");
    ok("/bridges/" + USER + "?limit=4294967295");
    assertThat(view.asked).endsWith(" 0 100");
  }

  @Test
  void claimsOfAnAccount() throws IOException {
    final String expected =
        """
        {"claims":[{"index":"9","orig_net":0,"orig_addr":"%s",\
        "amount":"1606938044258990275541962092341162602522202993782792835301376","network_id":0,\
        "dest_addr":"%s","block_num":"1099511627776","tx_hash":"0x%s","rollup_index":"4",\
        "mainnet_flag":false}],"total_cnt":"1"}\
        """
            .formatted(TOKEN, USER, "03".repeat(32));
    assertThat(ok("/claims/" + USER).toString()).isEqualTo(expected);
    assertThat(ok("/claims/" + TOKEN).toString()).isEqualTo("{\"claims\":[],\"total_cnt\":\"0\"}");
  }

  @Test
  void proofs() throws IOException {
    for (final String path :
        List.of(
            "/merkle-proof?net_id=0&deposit_cnt=7",
            "/merkle-proof-by-ger?net_id=0&deposit_cnt=7&ger=" + FixedView.GER)) {
      final JsonNode proof = ok(path).get("proof");
      assertThat(fields(proof))
          .containsExactly(
              "merkle_proof", "rollup_merkle_proof", "main_exit_root", "rollup_exit_root");
      assertThat(proof.get("merkle_proof")).hasSize(32);
      assertThat(proof.get("rollup_merkle_proof")).hasSize(32);
      assertThat(proof.get("main_exit_root").asText()).isEqualTo("0x" + "06".repeat(32));
      assertThat(proof.get("rollup_exit_root").asText()).isEqualTo("0x" + "07".repeat(32));
    }
  }

  @Test
  void aWrappedToken() throws IOException {
    assertThat(ok("/tokenwrapped?orig_token_addr=" + TOKEN + "&orig_net=0").toString())
        .isEqualTo(
            """
            {"tokenwrapped":{"orig_net":0,"original_token_addr":"%s","wrapped_token_addr":"%s",\
            "network_id":1,"name":"Dai","symbol":"DAI","decimals":18}}\
            """
                .formatted(TOKEN, USER));
    assertThat(refused("/tokenwrapped?orig_token_addr=" + TOKEN + "&orig_net=3", 404, 5))
        .contains("no network has a wrapped token")
        .contains("of network 3");
  }

  @Test
  void pendingDepositsOfAnybodyOrOfOne() throws IOException {
    ok("/pending-bridges?dest_net=1&leaf_type=1&offset=2&limit=3");
    assertThat(view.asked).isEqualTo("pending Optional.empty 1 MESSAGE 2 3");
    ok("/pending-bridges?dest_addr=" + USER);
    assertThat(view.asked).isEqualTo("pending Optional[%s] 0 ASSET 0 25".formatted(FixedView.USER));
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    assertThat(refused("/bridges/0x12", 400, 3))
        .isEqualTo("dest_addr: expected an address of 0x and 40 hex digits, got '0x12'");
    assertThat(refused("/bridges/", 400, 3)).isEqualTo("dest_addr: it is missing");
    assertThat(refused("/claims/" + USER + "?offset=-1", 400, 3))
        .isEqualTo("offset: expected a number from 0 to 1000000, got '-1'");
    assertThat(refused("/claims/" + USER + "?limit=1e3", 400, 3))
        .isEqualTo("limit: expected a number from 0 to 4294967295, got '1e3'");
    assertThat(refused("/bridge?net_id=5&deposit_cnt=7", 400, 3))
        .isEqualTo(
            "net_id: network 5 is not known here, those that are: 0 (L1) and 1 (this rollup)");
    assertThat(refused("/bridge?net_id=99999999999", 400, 3)).startsWith("net_id: ");
    assertThat(refused("/merkle-proof-by-ger?net_id=0&deposit_cnt=7&ger=0x1", 400, 3))
        .isEqualTo("ger: expected 0x and 64 hex digits, got '0x1'");
    assertThat(refused("/pending-bridges?leaf_type=2", 400, 3))
        .isEqualTo("leaf_type: expected a number from 0 to 1, got '2'");
    assertThat(refused("/bridge?deposit_cnt=" + "9".repeat(1_000), 400, 3)).hasSizeLessThan(200);
    assertThat(refused("/nothing", 404, 5)).contains("/merkle-proof-by-ger");
  }

  @Test
  void whatIsTooEarlySaysWhenToComeBack() throws IOException {
    assertThat(refused("/bridge?net_id=0&deposit_cnt=8", 404, 5))
        .isEqualTo(
            "deposit_cnt: network 0 has no deposit 8; indexed are 8 deposits of network 0 up to its"
                + " block 10, 9 deposits of network 1 up to its block 20, and numbers begin at 0:"
                + " of one that was made later ask again in 15 seconds");
    assertThat(answer("/bridge?net_id=0&deposit_cnt=8").retryAfter()).hasValue(15);
    assertThat(refused("/merkle-proof?net_id=0&deposit_cnt=8", 400, 9))
        .contains("8 of that network's deposits are covered")
        .contains("at the earliest in 15 seconds");
    assertThat(answer("/merkle-proof?net_id=0&deposit_cnt=8").retryAfter()).hasValue(15);
    view.waitsFor = ProofAnswer.WaitsFor.EXIT_ROOT;
    assertThat(refused("/merkle-proof?net_id=0&deposit_cnt=8", 400, 9))
        .contains("when another deposit or a verification has updated L1's exit root");
    view.waitsFor = ProofAnswer.WaitsFor.LATE_L2_PROOF;
    assertThat(refused("/merkle-proof?net_id=0&deposit_cnt=8", 400, 9))
        .contains("too old", "8191 seconds ago", "another deposit", "in 60 seconds");
    view.waitsFor = ProofAnswer.WaitsFor.OTHER_ROOT;
    assertThat(refused("/merkle-proof?net_id=0&deposit_cnt=8", 400, 9))
        .endsWith("which covers 8: ask by a newer one");
    view.waitsFor = ProofAnswer.WaitsFor.OTHER_ROLLUP;
    assertThat(answer("/merkle-proof?net_id=0&deposit_cnt=8").retryAfter()).isEmpty();
    view.waitsFor = ProofAnswer.WaitsFor.VERIFICATION;
    assertThat(refused("/merkle-proof?net_id=1&deposit_cnt=8", 400, 9))
        .contains("ask again when a batch with its block is verified on L1");
    assertThat(refused("/merkle-proof?net_id=1&deposit_cnt=9", 404, 5))
        .contains("network 1 has no deposit 9", "9 deposits of network 1 up to its block 20");
    assertThat(
            refused("/merkle-proof-by-ger?net_id=0&deposit_cnt=7&ger=0x" + "77".repeat(32), 404, 5))
        .startsWith("ger: L1 has no global exit root 0x7777");
    view.down = true;
    assertThat(refused("/bridge?net_id=0&deposit_cnt=7", 503, 14))
        .isEqualTo("the state DB does not answer");
    assertThat(answer("/bridge").retryAfter()).hasValue(5);
  }

  @Test
  void whileL1IsNotFollowedThatIsSaidAndToComeBackLater() throws IOException {
    l1Stands = Optional.of("l1-standstill");
    final String why =
        " in 60 seconds (this node does not follow L1 at the moment, its status says why:"
            + " l1-standstill)";
    assertThat(refused("/bridge?net_id=0&deposit_cnt=8", 404, 5))
        .endsWith("of one that was made later ask again" + why);
    assertThat(answer("/bridge?net_id=0&deposit_cnt=8").retryAfter()).hasValue(60);
    for (final int network : List.of(0, 1)) {
      final String question = "/merkle-proof?deposit_cnt=8&net_id=" + network;
      assertThat(refused(question, 400, 9)).endsWith("at the earliest" + why);
      assertThat(answer(question).retryAfter()).hasValue(60);
    }
    assertThat(
            refused("/merkle-proof-by-ger?net_id=0&deposit_cnt=7&ger=0x" + "77".repeat(32), 404, 5))
        .endsWith("ask again" + why);
  }
}
