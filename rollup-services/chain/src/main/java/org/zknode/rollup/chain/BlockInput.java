/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.chain;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;

/**
 * What a block is executed from, given its parent.
 *
 * @param transactions EIP-2718 network encodings, those that cannot be applied included
 */
public record BlockInput(BlockAttributes attributes, List<Bytes> transactions) {
  public BlockInput {
    transactions = List.copyOf(transactions);
  }
}
