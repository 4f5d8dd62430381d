/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;
import org.zknode.rollup.engine.OpenBlock.Appended;
import org.zknode.rollup.engine.Resource;
import org.zknode.rollup.engine.Resources;
import org.zknode.rollup.engine.SkipKind;

/** What an engine takes and gives, as JSON values: {@link DrivenEngine}, {@link EngineMethods}. */
final class EngineJson {
  private EngineJson() {}

  static long number(final Object value) {
    return ((Number) value).longValue();
  }

  static List<?> list(final Object value) {
    return (List<?>) value;
  }

  static List<String> hex(final List<Bytes> bytes) {
    return bytes.stream().map(Bytes::toHexString).toList();
  }

  static List<Bytes> bytes(final Object hex) {
    return list(hex).stream().map(each -> Bytes.fromHexString((String) each)).toList();
  }

  static List<Object> of(final BlockAttributes attributes) {
    return List.of(
        attributes.number(),
        attributes.parentHash().toHexString(),
        attributes.timestamp(),
        attributes.coinbase().toString(),
        attributes.gasLimit(),
        attributes.l1InfoTreeIndex(),
        attributes.l1InfoRoot().toHexString());
  }

  static BlockAttributes attributes(final Object json) {
    final List<?> parts = list(json);
    return new BlockAttributes(
        number(parts.get(0)),
        Bytes32.fromHexString((String) parts.get(1)),
        number(parts.get(2)),
        Address.fromHex((String) parts.get(3)),
        number(parts.get(4)),
        number(parts.get(5)),
        Bytes32.fromHexString((String) parts.get(6)));
  }

  static List<Object> of(final BlockInput input) {
    return List.of(of(input.attributes()), hex(input.transactions()));
  }

  static BlockInput input(final Object json) {
    return new BlockInput(attributes(list(json).get(0)), bytes(list(json).get(1)));
  }

  static List<Long> of(final Resources resources) {
    return Stream.of(Resource.values()).map(resources::amount).toList();
  }

  static Resources resources(final Object json) {
    final List<Long> amounts = list(json).stream().map(EngineJson::number).toList();
    return new Resources(
        amounts.get(0),
        amounts.get(1),
        amounts.get(2),
        amounts.get(3),
        amounts.get(4),
        amounts.get(5),
        amounts.get(6));
  }

  static Resources resources(final JsonNode json) {
    final List<Object> amounts = new ArrayList<>();
    json.forEach(amount -> amounts.add(amount.asLong()));
    return resources((Object) amounts);
  }

  static Map<String, Object> of(final L2Block block) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", block.number());
    json.put("hash", block.hash().toHexString());
    json.put("parentHash", block.parentHash().toHexString());
    json.put("stateRoot", block.stateRoot().toHexString());
    json.put("timestamp", block.timestamp());
    json.put("coinbase", block.coinbase().toString());
    json.put("gasLimit", block.gasLimit());
    json.put("gasUsed", block.gasUsed());
    json.put("baseFee", block.baseFee().toHexString());
    json.put("transactions", hex(block.transactions()));
    return json;
  }

  static L2Block block(final JsonNode json) {
    final List<Bytes> transactions = new ArrayList<>();
    json.get("transactions").forEach(raw -> transactions.add(Bytes.fromHexString(raw.asText())));
    return new L2Block(
        json.get("number").asLong(),
        Bytes32.fromHexString(json.get("hash").asText()),
        Bytes32.fromHexString(json.get("parentHash").asText()),
        Bytes32.fromHexString(json.get("stateRoot").asText()),
        json.get("timestamp").asLong(),
        Address.fromHex(json.get("coinbase").asText()),
        json.get("gasLimit").asLong(),
        json.get("gasUsed").asLong(),
        UInt256.fromHexString(json.get("baseFee").asText()),
        transactions);
  }

  static Map<String, Object> of(final BlockResult result) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("block", of(result.block()));
    json.put("skipped", of(result.skipped()));
    json.put("used", of(result.used()));
    json.put("exhausted", result.exhausted().map(Resource::name).orElse(""));
    return json;
  }

  private static List<Object> of(final List<SkippedTransaction> skipped) {
    return skipped.stream()
        .<Object>map(
            each ->
                List.of(
                    each.index(),
                    each.transaction().toHexString(),
                    each.reason(),
                    each.kind().name()))
        .toList();
  }

  static Map<String, Object> of(final Appended appended) {
    return Map.of(
        "included",
        appended.included().stream()
            .map(
                each ->
                    List.of(
                        each.transaction().raw().toHexString(),
                        each.receipt().success(),
                        each.receipt().cumulativeGasUsed(),
                        each.receipt().logsBloom().toHexString(),
                        each.receipt().logs().stream().map(EngineJson::of).toList()))
            .toList(),
        "skipped",
        of(appended.skipped()),
        "exhausted",
        appended.exhausted().map(Resource::name).orElse(""));
  }

  private static List<Object> of(final Log log) {
    return List.of(
        log.address().toString(),
        log.topics().stream().map(Bytes32::toHexString).toList(),
        log.data().toHexString());
  }

  static Receipt receipt(final JsonNode included) {
    final List<Log> logs = new ArrayList<>();
    included.get(4).forEach(log -> logs.add(log(log)));
    return new Receipt(
        included.get(1).asBoolean(),
        included.get(2).asLong(),
        Bytes.fromHexString(included.get(3).asText()),
        logs);
  }

  private static Log log(final JsonNode json) {
    final List<Bytes32> topics = new ArrayList<>();
    json.get(1).forEach(topic -> topics.add(Bytes32.fromHexString(topic.asText())));
    return new Log(
        Address.fromHex(json.get(0).asText()), topics, Bytes.fromHexString(json.get(2).asText()));
  }

  static List<Object> ofAccounts(final Map<Address, AccountState> accounts) {
    return accounts.entrySet().stream()
        .<Object>map(
            each ->
                List.of(
                    each.getKey().toString(),
                    each.getValue().nonce(),
                    each.getValue().balance().toString(),
                    each.getValue().delegated()))
        .toList();
  }

  static Map<Address, AccountState> accounts(final JsonNode json) {
    final Map<Address, AccountState> states = new HashMap<>();
    json.forEach(
        each ->
            states.put(
                Address.fromHex(each.get(0).asText()),
                new AccountState(
                    each.get(1).asLong(),
                    new BigInteger(each.get(2).asText()),
                    each.get(3).asBoolean())));
    return states;
  }

  static BlockResult result(final JsonNode json) {
    return new BlockResult(
        block(json.get("block")),
        skipped(json.get("skipped")),
        resources(json.get("used")),
        exhausted(json));
  }

  static List<SkippedTransaction> skipped(final JsonNode json) {
    final List<SkippedTransaction> skipped = new ArrayList<>();
    json.forEach(
        each ->
            skipped.add(
                new SkippedTransaction(
                    each.get(0).asInt(),
                    Bytes.fromHexString(each.get(1).asText()),
                    each.get(2).asText(),
                    SkipKind.valueOf(each.get(3).asText()))));
    return skipped;
  }

  static Optional<Resource> exhausted(final JsonNode json) {
    return Optional.of(json.get("exhausted").asText())
        .filter(name -> !name.isEmpty())
        .map(Resource::valueOf);
  }
}
