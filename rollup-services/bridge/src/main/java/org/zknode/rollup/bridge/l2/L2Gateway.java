/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;

/** Port to what takes transactions of L2: this node's pool, or the node that it sends them to. */
public interface L2Gateway {
  /**
   * @throws RefusedException with the reason that a user would get
   */
  void submit(SignedTransaction transaction) throws RefusedException;

  /**
   * The sender's next nonce behind its pending transactions.
   *
   * @param latest its nonce after the head block
   */
  long nextNonce(Address sender, long latest);

  /** Whether the pool took that transaction and has thrown it away; false when it is not known. */
  boolean isDead(Bytes32 hash);

  /** What users are told to pay, in wei per gas. */
  BigInteger gasPrice();

  /** Whose fault a refusal is, which says what helps. */
  enum Refusal {
    /** Another transaction has its nonce and pays nearly as much: higher fees help. */
    UNDERPRICED,
    /** No batch or pool takes that call, whoever sends it and whenever: nothing helps. */
    UNFIT,
    /** The node or the account is not ready for it: time helps. */
    NOT_NOW
  }

  /** It was not taken, and nothing is kept of it. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public RefusedException(final Refusal refusal, final String reason) {
      super(reason);
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }
  }
}
