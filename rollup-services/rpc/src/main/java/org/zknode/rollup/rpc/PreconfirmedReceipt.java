/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.Map;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rollup.preconfirmation.Preconfirmations.Preconfirmed;

/**
 * The receipt of a transaction whose block is not built yet, in the form of {@code
 * eth_getTransactionReceipt}. The block has no hash: {@code blockHash} is zero, and {@code
 * preconfirmed} is true; everything else is as it will be.
 */
public final class PreconfirmedReceipt {
  private PreconfirmedReceipt() {}

  /** For JSON-RPC. */
  public static Map<String, Object> json(final Preconfirmed transaction) {
    final Map<String, Object> json =
        ReceiptJson.receipt(
            transaction.included().transaction().signed(),
            transaction.included().receipt(),
            new ReceiptJson.Place(
                Bytes32.ZERO,
                transaction.slice().block().number(),
                transaction.slice().baseFee(),
                transaction.index(),
                transaction.gasBefore(),
                transaction.logsBefore()));
    json.put("preconfirmed", true);
    return json;
  }
}
