/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Locale;

/**
 * Why a transaction is not taken, with the text that clients match on (docs/spec/pool.md,
 * "Admission"). The set is closed, so that it can be counted by reason.
 */
public enum RefusalReason {
  INVALID_SENDER("invalid sender"),
  INVALID_CHAIN_ID("invalid chain id"),
  TYPE_NOT_SUPPORTED("transaction type not supported"),
  /** As go-ethereum says it (EIP-7702). */
  NO_AUTHORIZATIONS("set code tx must have at least one authorization tuple"),
  /** As go-ethereum says it (EIP-7702). */
  SET_CODE_CREATION("EIP-7702 transaction cannot be used to create contract"),
  OVERSIZED_DATA("oversized data"),
  BLOCKED_SENDER("blocked sender"),
  BLOCKED_RECIPIENT("blocked recipient"),
  /** The account that signed an EIP-7702 authorization. */
  BLOCKED_AUTHORITY("blocked authority of an authorization"),
  /** The account whose code an EIP-7702 authorization names. */
  BLOCKED_DELEGATE("blocked target of an authorization"),
  SENDER_NOT_ALLOWED("sender disallowed to send tx by ACL policy"),
  AUTHORITY_NOT_ALLOWED("authority of an authorization disallowed by ACL policy"),
  DEPLOYER_NOT_ALLOWED("sender disallowed to deploy contract by ACL policy"),
  NONCE_TOO_LOW("nonce too low"),
  NONCE_TOO_HIGH("nonce too high"),
  /** As go-ethereum says it: of a delegated account only the next transaction is taken. */
  DELEGATED_SENDER("gapped-nonce tx from delegated accounts"),
  POOL_FULL("txpool is full"),
  POOL_CROWDED(
      "txpool is full for transactions behind a nonce gap: send the sender's lower nonces first"),
  GAS_PRICE_TOO_LOW(
      "gas price too low: it pays %s wei per gas at the base fee of %s wei, at least %s is needed;"
          + " eth_gasPrice and eth_maxPriorityFeePerGas say what passes"),
  PRIORITY_FEE_ABOVE_MAX("max priority fee per gas higher than max fee per gas"),
  INSUFFICIENT_FUNDS("insufficient funds for gas * price + value"),
  INTRINSIC_GAS_TOO_LOW("intrinsic gas too low"),
  /** As go-ethereum says it (EIP-7623). */
  FLOOR_GAS_TOO_LOW("insufficient gas for floor data gas cost: gas %d, minimum needed %d"),
  ALREADY_KNOWN("already known"),
  /** As go-ethereum says it: both fees per gas have to be higher by the pool's price bump. */
  REPLACEMENT_UNDERPRICED("replacement transaction underpriced"),
  TOO_MANY_FAILED(
      "too many transactions of this sender failed or were replaced within a minute, try again"
          + " in a minute"),
  TOO_MANY_BYTES(
      "pending transactions of this sender take too many bytes, wait until some are in blocks"),
  DATA_TOO_LONG(
      "data size bigger than allowed, current size is %d bytes and max allowed is %d bytes"),
  INIT_CODE_TOO_LONG("max initcode size exceeded: code size %d, limit %d"),
  EXCEEDS_BLOCK_GAS_LIMIT("exceeds block gas limit"),
  /** It would be given up by the sequencer; the text says what it needs. */
  EXCEEDS_BATCH("transaction does not fit a batch: %s"),
  SENDER_PUT_BACK(
      "the sender's last transactions did not fit a batch, the next is looked at in %d seconds"),
  /** Engine or database cannot be asked now, or this node relays; the text says which. */
  UNAVAILABLE("%s");

  private final String text;

  RefusalReason(final String text) {
    this.text = text;
  }

  /**
   * The reason that another node's text has. Texts without a fixed beginning, and those of other
   * software, are {@link #UNAVAILABLE}.
   */
  static RefusalReason ofText(final String said) {
    for (final RefusalReason reason : values()) {
      final int details = reason.text.indexOf('%');
      final boolean fits =
          details < 0
              ? said.equals(reason.text)
              : details > 0 && said.startsWith(reason.text.substring(0, details));
      if (fits) {
        return reason;
      }
    }
    return UNAVAILABLE;
  }

  /** The refusal with the details that its text has places for. */
  public PoolRejectedException with(final Object... details) {
    return new PoolRejectedException(this, text.formatted(details));
  }

  /** The counter of refusals for this reason, without the host's prefix. */
  public String metricName() {
    return "pool_refused_%s_total".formatted(name().toLowerCase(Locale.ROOT));
  }

  /** What that counter counts. */
  public String metricHelp() {
    return "Transactions refused: " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
