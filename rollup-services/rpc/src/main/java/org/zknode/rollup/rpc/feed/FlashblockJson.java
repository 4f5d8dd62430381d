/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.OpenBlock.Included;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.rpc.RpcJson;

/**
 * A slice in the public JSON of flashblocks. Roots and hash of a block are known when it is sealed:
 * until then they are zero. Balances are not told.
 */
final class FlashblockJson {
  private static final int PAYLOAD_ID_BYTES = 8;
  private static final String ZERO_HASH = Bytes32.ZERO.toHexString();

  private FlashblockJson() {}

  /**
   * @param bloom over all logs of the block up to and with the slice
   */
  static Map<String, Object> of(final Slice slice, final Bytes bloom) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("payload_id", payloadId(slice.block()));
    json.put("index", slice.index());
    if (slice.index() == 0) {
      json.put("base", base(slice));
    }
    json.put("diff", diff(slice, bloom));
    json.put("metadata", metadata(slice));
    return json;
  }

  /** The same for all slices of a block, and another one for another block on that parent. */
  private static String payloadId(final BlockAttributes block) {
    return Keccak256.hash(
            Bytes.concatenate(
                block.parentHash(), Bytes.ofUnsignedLong(block.timestamp()), block.l1InfoRoot()))
        .slice(0, PAYLOAD_ID_BYTES)
        .toHexString();
  }

  private static Map<String, Object> base(final Slice slice) {
    final BlockAttributes block = slice.block();
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("parent_beacon_block_root", block.l1InfoRoot().toHexString());
    json.put("parent_hash", block.parentHash().toHexString());
    json.put("fee_recipient", block.coinbase().toString());
    json.put("prev_randao", ZERO_HASH);
    json.put("block_number", RpcJson.quantity(block.number()));
    json.put("gas_limit", RpcJson.quantity(block.gasLimit()));
    json.put("timestamp", RpcJson.quantity(block.timestamp()));
    json.put("extra_data", "0x");
    json.put("base_fee_per_gas", RpcJson.quantity(slice.baseFee().toUnsignedBigInteger()));
    return json;
  }

  private static Map<String, Object> diff(final Slice slice, final Bytes bloom) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("state_root", ZERO_HASH);
    json.put("receipts_root", ZERO_HASH);
    json.put("logs_bloom", bloom.toHexString());
    json.put("gas_used", RpcJson.quantity(slice.gasAfter()));
    json.put("block_hash", ZERO_HASH);
    json.put(
        "transactions",
        slice.transactions().stream().map(each -> each.transaction().raw().toHexString()).toList());
    json.put("withdrawals", List.of());
    json.put("withdrawals_root", ZERO_HASH);
    return json;
  }

  private static Map<String, Object> metadata(final Slice slice) {
    final Map<String, Object> receipts = new LinkedHashMap<>();
    for (final Included included : slice.transactions()) {
      receipts.put(
          included.transaction().hash().toHexString(),
          Map.of(nameOf(included.transaction().signed().type()), receipt(included.receipt())));
    }
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("block_number", slice.block().number());
    json.put("new_account_balances", Map.of());
    json.put("receipts", receipts);
    return json;
  }

  private static String nameOf(final TransactionType type) {
    return switch (type) {
      case LEGACY -> "Legacy";
      case ACCESS_LIST -> "Eip2930";
      case DYNAMIC_FEE -> "Eip1559";
      case SET_CODE -> "Eip7702";
    };
  }

  private static Map<String, Object> receipt(final Receipt receipt) {
    final Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", receipt.success() ? "0x1" : "0x0");
    json.put("cumulativeGasUsed", RpcJson.quantity(receipt.cumulativeGasUsed()));
    json.put("logs", receipt.logs().stream().map(RpcJson::log).toList());
    return json;
  }
}
