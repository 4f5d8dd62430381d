/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.state;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/**
 * The intent to get one call executed on L1, stored before anything is sent
 * (docs/spec/settlement.md, "L1 transaction manager"). Key = (owner, id).
 *
 * @param owner for instance {@code sequence-sender} or {@code aggregator}
 * @param id stable per intent, for instance {@code sequence-1-to-3}
 * @param dependsOn id of the same owner's transaction that has to succeed before: this one gets no
 *     nonce before that one waits in L1's pool, and is withdrawn when that one fails
 * @param nonce assigned before the first send, never changed while a sent hash may still be mined
 * @param price what the newest hash of the history offers
 * @param accepted the highest price at which an L1 endpoint took it into its pool; only from there
 *     fees are raised
 * @param history hashes of all signed transactions sent for it, oldest first
 * @param withdrawnAt position in the history from which on the hashes are of a transfer of nothing
 *     that takes its nonce; empty = the call is still wanted
 * @param l1Block where it was mined, when confirmed or failed
 * @param error the reason of status FAILED, or of the last failed try
 */
public record MonitoredTransaction(
    String owner,
    String id,
    Optional<String> dependsOn,
    Address from,
    Address to,
    Bytes data,
    Optional<Long> nonce,
    long gasLimit,
    Price price,
    Optional<Price> accepted,
    Status status,
    List<Bytes32> history,
    Optional<Integer> withdrawnAt,
    Optional<Long> l1Block,
    Optional<String> error) {

  /**
   * CREATED → SENT → CONFIRMED (mined with status 1) or FAILED (mined and reverted, refused by the
   * dry run, or withdrawn).
   */
  public enum Status {
    CREATED,
    SENT,
    CONFIRMED,
    FAILED
  }

  /** EIP-1559 fees, wei per gas. */
  public record Price(BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas) {
    public static final Price NONE = new Price(BigInteger.ZERO, BigInteger.ZERO);
  }

  public MonitoredTransaction {
    history = List.copyOf(history);
  }

  public BigInteger maxFeePerGas() {
    return price.maxFeePerGas();
  }

  /** Most that it can cost, in wei. */
  public BigInteger maxCost() {
    return price.maxFeePerGas().multiply(BigInteger.valueOf(gasLimit));
  }
}
