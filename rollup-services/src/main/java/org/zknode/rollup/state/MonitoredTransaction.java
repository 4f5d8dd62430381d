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
 * The intent to get one call executed on L1, stored before anything is sent (design 5). Key =
 * (owner, id).
 *
 * @param owner for instance {@code sequence-sender} or {@code aggregator}
 * @param id stable per intent, for instance {@code sequence-1-to-3}
 * @param nonce assigned before the first send, never changed while a sent hash may still be mined
 * @param history hashes of all signed transactions sent for it, oldest first
 * @param l1Block where it was mined, when confirmed or failed
 * @param error the reason of status FAILED, or of the last failed try
 */
public record MonitoredTransaction(
    String owner,
    String id,
    Address from,
    Address to,
    Bytes data,
    Optional<Long> nonce,
    long gasLimit,
    BigInteger maxFeePerGas,
    Status status,
    List<Bytes32> history,
    Optional<Long> l1Block,
    Optional<String> error) {

  /**
   * CREATED → SENT → CONFIRMED (mined with status 1) or FAILED (mined and reverted, or refused by
   * the dry run).
   */
  public enum Status {
    CREATED,
    SENT,
    CONFIRMED,
    FAILED
  }

  public MonitoredTransaction {
    history = List.copyOf(history);
  }
}
