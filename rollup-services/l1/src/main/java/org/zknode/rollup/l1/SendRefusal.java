/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

/**
 * What an L1 node means by refusing a signed transaction, whatever its words ({@link
 * RefusalTexts}). No refusal costs anything, and none makes the transaction invalid for another
 * node or another time.
 */
public enum SendRefusal {
  /** It has exactly this transaction: as good as taken. */
  ALREADY_KNOWN("L1 has it already"),
  /** A transaction of this nonce is mined. */
  NONCE_TOO_LOW("its nonce is used"),
  /** Earlier nonces are missing, or it is too far ahead of them. */
  NONCE_TOO_HIGH("transactions with earlier nonces are missing"),
  /** Its pool has a transaction of this nonce for which this one does not offer enough more. */
  REPLACEMENT_UNDERPRICED("another transaction of its nonce waits with a fee that is too near"),
  /** Less per gas than the block or the node wants. */
  FEE_TOO_LOW("it offers too little per gas"),
  /** Gas limit times fee is more than this node passes on for anybody; other nodes may. */
  FEE_CAP_EXCEEDED("it may cost more than the endpoint's own cap on what it passes on"),
  INSUFFICIENT_FUNDS("its account has too little"),
  POOL_FULL("the endpoint's pool is full"),
  /** The pool takes no more of this account, for instance of one with an EIP-7702 delegation. */
  ACCOUNT_LIMIT("the endpoint's pool takes no more of its account for now"),
  INTRINSIC_GAS("its gas limit is below what its bytes cost"),
  OVERSIZED("it is larger than the endpoint takes"),
  GAS_LIMIT("its gas limit is above what the endpoint or a block allows"),
  SENDER_NOT_EOA("its account has code"),
  /** Signature, chain id or type. */
  MALFORMED("the endpoint takes no transaction of that form"),
  /** The node is syncing, or has no pool. */
  NOT_READY("the endpoint is not ready to take transactions"),
  UNKNOWN("for a reason that it gives in words of its own");

  private final String meaning;

  SendRefusal(final String meaning) {
    this.meaning = meaning;
  }

  /** For a person, as the rest of a sentence about the transaction. */
  public String meaning() {
    return meaning;
  }
}
