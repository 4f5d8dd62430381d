/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.LogsBloom;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Slice;

/**
 * Reads one connection's flashblocks. What it says of a transaction's outcome is the sender's word:
 * only the transactions themselves are looked at.
 */
final class FlashblockReader {
  /** Beyond any block: a batch has less. */
  private static final int MOST_TRANSACTIONS = 20_000;

  /** Of all messages of a block: its transactions and logs are kept until the block comes. */
  static final int MOST_CHARS = 32 << 20;

  private final ObjectMapper json = new ObjectMapper();
  private Optional<Begun> begun = Optional.empty();

  /** As far as a block was told. */
  private record Begun(
      String payload,
      BlockAttributes block,
      UInt256 baseFee,
      int slices,
      int transactions,
      int chars,
      long gas,
      long logs) {
    Begun with(final Slice slice, final int chars) {
      return new Begun(
          payload,
          block,
          baseFee,
          slices + 1,
          transactions + slice.transactions().size(),
          chars,
          slice.gasAfter(),
          slice.logsAfter());
    }
  }

  private record Told(DecodedTransaction transaction, Receipt receipt) implements Included {}

  /**
   * @param message one flashblock
   * @return empty for one of a block whose beginning was not told
   * @throws IllegalArgumentException it is no flashblock
   */
  Optional<Slice> read(final String message) {
    final JsonNode flashblock = parsed(message);
    final String payload = text(flashblock, "payload_id");
    final int index = flashblock.path("index").asInt(-1);
    if (flashblock.hasNonNull("base")) {
      begun = Optional.of(begin(payload, flashblock.get("base")));
    }
    if (begun.isEmpty()
        || !begun.get().payload().equals(payload)
        || begun.get().slices() != index) {
      begun = Optional.empty();
      return Optional.empty();
    }
    final Begun before = begun.get();
    final Slice slice =
        new Slice(
            before.block(),
            before.baseFee(),
            index,
            before.transactions(),
            before.gas(),
            before.logs(),
            transactions(flashblock));
    if (message.length() > MOST_CHARS - before.chars()) {
      throw new IllegalArgumentException(
          "a block has more than %d characters".formatted(MOST_CHARS));
    }
    if (before.transactions() + slice.transactions().size() > MOST_TRANSACTIONS) {
      throw new IllegalArgumentException(
          "a block has more than %d transactions".formatted(MOST_TRANSACTIONS));
    }
    begun = Optional.of(before.with(slice, before.chars() + message.length()));
    return Optional.of(slice);
  }

  private JsonNode parsed(final String message) {
    try {
      return json.readTree(message);
    } catch (final JsonProcessingException e) {
      throw new IllegalArgumentException("a message is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Begun begin(final String payload, final JsonNode base) {
    return new Begun(
        payload,
        new BlockAttributes(
            number(base, "block_number"),
            Bytes32.fromHexString(text(base, "parent_hash")),
            number(base, "timestamp"),
            Address.fromHex(text(base, "fee_recipient")),
            number(base, "gas_limit"),
            // A flashblock has no index; nobody builds a block with these attributes.
            0,
            Bytes32.fromHexString(text(base, "parent_beacon_block_root"))),
        UInt256.valueOf(quantity(base, "base_fee_per_gas")),
        0,
        0,
        0,
        0,
        0);
  }

  private static List<Included> transactions(final JsonNode flashblock) {
    final JsonNode receipts = flashblock.path("metadata").path("receipts");
    final List<Included> transactions = new ArrayList<>();
    for (final JsonNode raw : flashblock.path("diff").path("transactions")) {
      final DecodedTransaction transaction = decoded(raw.asText());
      final JsonNode receipt = receipts.path(transaction.hash().toHexString());
      if (receipt.size() != 1) {
        throw new IllegalArgumentException(
            "transaction %s has no receipt".formatted(transaction.hash()));
      }
      transactions.add(new Told(transaction, receipt(receipt.iterator().next())));
    }
    return transactions;
  }

  private static DecodedTransaction decoded(final String raw) {
    try {
      return new DecodedTransaction(
          SignedTransaction.decode(Bytes.fromHexString(raw)), Optional.empty());
    } catch (final TransactionDecodeException e) {
      throw new IllegalArgumentException("a transaction cannot be read: " + e.getMessage(), e);
    }
  }

  private static Receipt receipt(final JsonNode receipt) {
    final List<Log> logs = new ArrayList<>();
    for (final JsonNode log : receipt.path("logs")) {
      final List<Bytes32> topics = new ArrayList<>();
      log.path("topics").forEach(topic -> topics.add(Bytes32.fromHexString(topic.asText())));
      logs.add(
          new Log(
              Address.fromHex(text(log, "address")),
              topics,
              Bytes.fromHexString(text(log, "data"))));
    }
    return new Receipt(
        quantity(receipt, "status").signum() != 0,
        number(receipt, "cumulativeGasUsed"),
        LogsBloom.of(logs),
        logs);
  }

  private static String text(final JsonNode node, final String field) {
    final JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("a flashblock has no " + field);
    }
    return value.asText();
  }

  private static long number(final JsonNode node, final String field) {
    final BigInteger value = quantity(node, field);
    if (value.bitLength() >= Long.SIZE) {
      throw new IllegalArgumentException(field + " is beyond 63 bits");
    }
    return value.longValueExact();
  }

  private static BigInteger quantity(final JsonNode node, final String field) {
    final String value = text(node, field);
    if (!value.matches("0x[0-9a-fA-F]{1,64}")) {
      throw new IllegalArgumentException(field + " is not a quantity");
    }
    return new BigInteger(value.substring(2), 16);
  }
}
