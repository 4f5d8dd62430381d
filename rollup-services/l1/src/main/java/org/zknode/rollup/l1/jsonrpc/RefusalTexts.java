/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.jsonrpc;

import static org.zknode.rollup.l1.SendRefusal.ACCOUNT_LIMIT;
import static org.zknode.rollup.l1.SendRefusal.ALREADY_KNOWN;
import static org.zknode.rollup.l1.SendRefusal.FEE_CAP_EXCEEDED;
import static org.zknode.rollup.l1.SendRefusal.FEE_TOO_LOW;
import static org.zknode.rollup.l1.SendRefusal.GAS_LIMIT;
import static org.zknode.rollup.l1.SendRefusal.INSUFFICIENT_FUNDS;
import static org.zknode.rollup.l1.SendRefusal.INTRINSIC_GAS;
import static org.zknode.rollup.l1.SendRefusal.MALFORMED;
import static org.zknode.rollup.l1.SendRefusal.NONCE_TOO_HIGH;
import static org.zknode.rollup.l1.SendRefusal.NONCE_TOO_LOW;
import static org.zknode.rollup.l1.SendRefusal.NOT_READY;
import static org.zknode.rollup.l1.SendRefusal.OVERSIZED;
import static org.zknode.rollup.l1.SendRefusal.POOL_FULL;
import static org.zknode.rollup.l1.SendRefusal.REPLACEMENT_UNDERPRICED;
import static org.zknode.rollup.l1.SendRefusal.SENDER_NOT_EOA;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.zknode.rollup.l1.SendRefusal;

/**
 * The words of L1 clients for refusing a transaction, and what they mean. There are codes too, but
 * each client has its own: -32001 to -32009 mean other things in EIP-1474 than in Besu, and geth,
 * Nethermind and reth answer nearly everything with -32000. So the text decides, and the longest
 * known text in it: "replacement transaction underpriced" has "transaction underpriced" in it.
 *
 * <p>The texts are facts about the clients, each with the file of the client that has it and the
 * version (a release, or the commit) at which it was read there.
 */
public final class RefusalTexts {
  /**
   * @param source client and file, and the version where one was noted
   * @param text lower case; part of the message
   */
  public record Text(SendRefusal meaning, String source, String text) {}

  private static final String GETH_POOL = "geth core/txpool/errors.go at 0dfc43ad";
  private static final String GETH_LEGACY_POOL = "geth core/txpool/legacypool/legacypool.go";
  private static final String GETH_CORE = "geth core/error.go at 003d175e";
  private static final String GETH_API = "geth internal/ethapi/api.go";

  /** Until 2026 the names of the results, followed by details. */
  private static final String NETHERMIND_NAMES =
      "Nethermind Nethermind.TxPool/AcceptTxResult.cs (names)";

  private static final String NETHERMIND =
      "Nethermind Nethermind.TxPool/TxPoolErrorMessages.cs at 030cbd1b";

  /** What a transaction's own form lacks, after "Invalid" or "transaction invalid". */
  private static final String NETHERMIND_FORM =
      "Nethermind Nethermind.Core/Messages/TxErrorMessages.cs at 0c816d5d";

  private static final String BESU = "Besu RpcErrorType.java of 26.9.0";
  private static final String RETH_POOL = "reth transaction-pool/src/error.rs at 026c71a5";
  private static final String RETH_RPC = "reth rpc-eth-types/src/error/mod.rs at 00971c29";
  private static final String ERIGON = "Erigon 3 txnprovider/txpool/txpoolcfg/txpoolcfg.go";
  private static final String ERIGON_2 = "Erigon 2 erigon-lib/txpool/txpoolcfg/txpoolcfg.go";
  private static final String ANVIL = "anvil crates/anvil/src/eth/error.rs";

  public static final List<Text> ALL =
      List.of(
          new Text(ALREADY_KNOWN, GETH_POOL, "already known"),
          new Text(ALREADY_KNOWN, NETHERMIND_NAMES, "alreadyknown"),
          new Text(ALREADY_KNOWN, NETHERMIND_NAMES, "ownnoncealreadyused"),
          new Text(ALREADY_KNOWN, BESU, "known transaction"),
          new Text(ALREADY_KNOWN, RETH_POOL, "already imported"),
          new Text(ALREADY_KNOWN, ERIGON, "existing txn with same hash"),
          new Text(ALREADY_KNOWN, ERIGON_2, "existing tx with same hash"),
          new Text(NONCE_TOO_LOW, GETH_CORE, "nonce too low"),
          new Text(NONCE_TOO_LOW, NETHERMIND_NAMES, "oldnonce"),
          new Text(NONCE_TOO_LOW, "Besu TransactionInvalidReason", "nonce_too_low"),
          new Text(NONCE_TOO_HIGH, GETH_CORE, "nonce too high"),
          new Text(NONCE_TOO_HIGH, NETHERMIND_NAMES, "noncegap"),
          new Text(NONCE_TOO_HIGH, NETHERMIND_NAMES, "noncetoofarinfuture"),
          new Text(NONCE_TOO_HIGH, NETHERMIND, "nonce too far in future"),
          new Text(NONCE_TOO_HIGH, BESU, "nonce is too distant from current sender nonce"),
          new Text(REPLACEMENT_UNDERPRICED, GETH_POOL, "replacement transaction underpriced"),
          new Text(REPLACEMENT_UNDERPRICED, NETHERMIND_NAMES, "replacementnotallowed"),
          new Text(
              REPLACEMENT_UNDERPRICED,
              RETH_POOL,
              "insufficient gas price to replace existing transaction"),
          new Text(REPLACEMENT_UNDERPRICED, ERIGON, "could not replace existing tx"),
          new Text(REPLACEMENT_UNDERPRICED, ERIGON, "replaced by transaction with higher tip"),
          new Text(FEE_TOO_LOW, GETH_POOL, "transaction underpriced"),
          new Text(FEE_TOO_LOW, GETH_POOL, "transaction gas price below minimum"),
          new Text(FEE_TOO_LOW, GETH_CORE, "max fee per gas less than block base fee"),
          new Text(FEE_TOO_LOW, NETHERMIND_NAMES, "feetoolow"),
          new Text(FEE_TOO_LOW, NETHERMIND_NAMES, "feetoolowtocompete"),
          new Text(FEE_TOO_LOW, BESU, "gas price below configured minimum gas price"),
          new Text(FEE_TOO_LOW, BESU, "gas price below current base fee"),
          new Text(FEE_TOO_LOW, RETH_POOL, "below chain minimum"),
          new Text(FEE_TOO_LOW, RETH_RPC, "transaction priority fee below minimum"),
          new Text(FEE_TOO_LOW, ERIGON, "underpriced"),
          new Text(FEE_TOO_LOW, ERIGON, "fee too low"),
          new Text(FEE_CAP_EXCEEDED, GETH_API, "exceeds the configured cap"),
          new Text(FEE_CAP_EXCEEDED, BESU, "transaction fee cap exceeded"),
          new Text(INSUFFICIENT_FUNDS, GETH_CORE, "insufficient funds"),
          new Text(INSUFFICIENT_FUNDS, "geth, before 2023", "transaction would cause overdraft"),
          new Text(INSUFFICIENT_FUNDS, NETHERMIND_NAMES, "insufficientfunds"),
          new Text(INSUFFICIENT_FUNDS, BESU, "upfront cost exceeds account balance"),
          new Text(INSUFFICIENT_FUNDS, RETH_POOL, "transaction overdraws from account"),
          new Text(POOL_FULL, GETH_LEGACY_POOL, "txpool is full"),
          new Text(POOL_FULL, GETH_POOL, "future transaction tries to replace pending"),
          new Text(POOL_FULL, RETH_POOL, "discarded outright due to pool size constraints"),
          new Text(POOL_FULL, ERIGON, "sub-pool is full"),
          new Text(ACCOUNT_LIMIT, GETH_POOL, "account limit exceeded"),
          new Text(ACCOUNT_LIMIT, GETH_POOL, "address already reserved"),
          new Text(ACCOUNT_LIMIT, GETH_POOL, "in-flight transaction limit reached for delegated"),
          new Text(ACCOUNT_LIMIT, GETH_LEGACY_POOL, "gapped-nonce tx from delegated accounts"),
          new Text(ACCOUNT_LIMIT, NETHERMIND_NAMES, "pendingtxsofconflictingtype"),
          new Text(ACCOUNT_LIMIT, NETHERMIND_NAMES, "notcurrentnoncefordelegation"),
          new Text(ACCOUNT_LIMIT, NETHERMIND_NAMES, "delegatorhaspendingtx"),
          new Text(ACCOUNT_LIMIT, NETHERMIND, "pending transaction type conflict"),
          new Text(ACCOUNT_LIMIT, NETHERMIND, "delegation nonce gap"),
          new Text(ACCOUNT_LIMIT, NETHERMIND, "delegation authority has pending transaction"),
          new Text(ACCOUNT_LIMIT, BESU, "an invalid transaction with a lower nonce exists"),
          new Text(ACCOUNT_LIMIT, RETH_POOL, "being identified as a spammer"),
          new Text(ACCOUNT_LIMIT, RETH_POOL, "conflicts with existing transaction"),
          new Text(ACCOUNT_LIMIT, ERIGON, "spammer"),
          new Text(ACCOUNT_LIMIT, GETH_POOL, "authority already reserved"),
          new Text(INTRINSIC_GAS, GETH_CORE, "intrinsic gas too low"),
          new Text(INTRINSIC_GAS, GETH_CORE, "insufficient gas for floor data gas cost"),
          new Text(INTRINSIC_GAS, BESU, "intrinsic gas exceeds gas limit"),
          new Text(INTRINSIC_GAS, ERIGON, "intrinsicgas"),
          new Text(OVERSIZED, GETH_POOL, "oversized data"),
          new Text(OVERSIZED, NETHERMIND_NAMES, "maxtxsizeexceeded"),
          new Text(OVERSIZED, NETHERMIND, "transaction too large"),
          new Text(OVERSIZED, RETH_POOL, "input data too large"),
          new Text(OVERSIZED, ERIGON, "rlptoolong"),
          new Text(OVERSIZED, GETH_CORE, "max initcode size exceeded"),
          new Text(OVERSIZED, RETH_POOL, "exceeds max_init_code_size"),
          new Text(OVERSIZED, ERIGON_2, "initcode too large"),
          new Text(GAS_LIMIT, GETH_POOL, "exceeds block gas limit"),
          new Text(GAS_LIMIT, GETH_CORE, "gas limit reached"),
          new Text(GAS_LIMIT, GETH_CORE, "transaction gas limit too high"),
          new Text(GAS_LIMIT, NETHERMIND_NAMES, "gaslimitexceeded"),
          new Text(GAS_LIMIT, NETHERMIND_FORM, "txgaslimitcapexceeded"),
          new Text(GAS_LIMIT, BESU, "transaction gas limit cap exceeded"),
          new Text(GAS_LIMIT, RETH_POOL, "exceeds block's gas limit"),
          new Text(GAS_LIMIT, RETH_RPC, "exceeds max transaction gas limit"),
          new Text(GAS_LIMIT, RETH_RPC, "intrinsic gas too high"),
          new Text(GAS_LIMIT, RETH_RPC, "gas limit too high"),
          new Text(GAS_LIMIT, ERIGON, "gas limit is too high"),
          new Text(GAS_LIMIT, ANVIL, "gas limit is greater than the block gas limit"),
          new Text(GAS_LIMIT, "revm, in reth and anvil", "is greater than the cap"),
          new Text(SENDER_NOT_EOA, GETH_CORE, "sender not an eoa"),
          new Text(SENDER_NOT_EOA, NETHERMIND_NAMES, "senderiscontract"),
          new Text(SENDER_NOT_EOA, BESU, "sender account not authorized to send transactions"),
          new Text(SENDER_NOT_EOA, RETH_RPC, "sender is not an eoa"),
          new Text(MALFORMED, GETH_POOL, "invalid sender"),
          new Text(MALFORMED, GETH_CORE, "transaction type not supported"),
          new Text(MALFORMED, GETH_CORE, "max priority fee per gas higher than max fee per gas"),
          new Text(MALFORMED, "geth core/types/transaction_signing.go", "invalid chain id"),
          new Text(MALFORMED, NETHERMIND_NAMES, "failedtoresolvesender"),
          new Text(MALFORMED, NETHERMIND_NAMES, "notsupportedtxtype"),
          new Text(MALFORMED, NETHERMIND, "failed to recover sender"),
          new Text(MALFORMED, NETHERMIND, "unsupported transaction type"),
          new Text(MALFORMED, NETHERMIND_FORM, "invalidtxtype"),
          new Text(MALFORMED, NETHERMIND_FORM, "invalidtxsignature"),
          new Text(MALFORMED, NETHERMIND_FORM, "invalidtxchainid"),
          new Text(MALFORMED, BESU, "invalid transaction type"),
          new Text(MALFORMED, BESU, "chainid not supported"),
          new Text(MALFORMED, BESU, "chainid is required"),
          new Text(MALFORMED, BESU, "invalid signature"),
          new Text(MALFORMED, BESU, "wrong chainid"),
          new Text(MALFORMED, BESU, "max priority fee per gas exceeds max fee per gas"),
          new Text(MALFORMED, RETH_RPC, "invalid transaction signature"),
          new Text(
              MALFORMED, ERIGON_2, "fork supporting this transaction type is not activated yet"),
          new Text(NOT_READY, NETHERMIND_NAMES, "syncing"),
          new Text(NOT_READY, NETHERMIND, "node is syncing"),
          new Text(NOT_READY, BESU, "transaction pool not enabled"),
          new Text(NOT_READY, BESU, "initial sync is still in progress"));

  private RefusalTexts() {}

  /**
   * @param message of the error object, with its data if that is text
   */
  public static SendRefusal meaning(final String message) {
    final String lower = message.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(known -> lower.contains(known.text()))
        .max(Comparator.comparingInt(known -> known.text().length()))
        .map(Text::meaning)
        .orElse(SendRefusal.UNKNOWN);
  }
}
