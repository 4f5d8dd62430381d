/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.eth.SignedTransaction;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.CallSummary;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;

/**
 * Where a contract or a nonce comes from. Code stays where it is (EIP-6780: only a contract of the
 * same transaction goes away) and nonces grow, so that bisection over states finds the block: of
 * 10,000 states 14 are read.
 */
final class OtsOrigins {
  private final ExecutionEngine engine;

  OtsOrigins(final ExecutionEngine engine) {
    this.engine = engine;
  }

  /**
   * The transaction and the account that made a contract; null where there is none, or ever was.
   */
  Object creator(final List<Object> params) throws RpcException {
    final Address address = RpcParams.of(params, 1, 1).address(0);
    final long head = engine.head().number();
    if (!isContract(address, head)) {
      return null;
    }
    final long block = first(head, number -> isContract(address, number), address + " was created");
    if (block == 0) {
      return null;
    }
    final List<CallSummary> calls = engine.reader().callSummaries(block);
    for (int i = calls.size() - 1; i >= 0; i--) {
      final Address creator = calls.get(i).creators().get(address);
      if (creator != null) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("hash", hash(block, i));
        json.put("creator", creator.toString());
        return json;
      }
    }
    return null;
  }

  /** An account that is only delegated was never created (EIP-7702). */
  private boolean isContract(final Address address, final long block) {
    final Bytes code = engine.reader().code(address, block);
    return !code.isEmpty() && !AccountState.isDelegation(code);
  }

  private String hash(final long block, final int index) {
    return engine
        .block(block)
        .map(L2Block::transactions)
        .filter(transactions -> index < transactions.size())
        .map(transactions -> Keccak256.hash(transactions.get(index)).toHexString())
        .orElse(null);
  }

  /** The hash of an account's transaction of a nonce, null when there is none. */
  Object bySenderAndNonce(final List<Object> params) throws RpcException {
    final RpcParams checked = RpcParams.of(params, 2, 2);
    final Address sender = checked.address(0);
    final long nonce = checked.quantity(1);
    final long head = engine.head().number();
    if (engine.reader().nonce(sender, head) <= nonce) {
      return null;
    }
    final long block =
        first(
            head,
            number -> engine.reader().nonce(sender, number) > nonce,
            "nonce %d of %s was used".formatted(nonce, sender));
    final Optional<L2Block> found = engine.block(block);
    return found
        .flatMap(
            each ->
                each.transactions().stream()
                    .map(raw -> SignedTransaction.decode(raw, Address.ZERO))
                    // Whose it is takes a hundred times as long to find.
                    .filter(tx -> tx.nonce() == nonce)
                    .filter(tx -> tx.signer().filter(sender::equals).isPresent())
                    .findFirst())
        .map(tx -> tx.hash().toHexString())
        .orElse(null);
  }

  /** The first block after which it holds; it does after the head, and goes on once it does. */
  private long first(final long head, final LongPredicate holds, final String what)
      throws RpcException {
    final OptionalLong readable = engine.readableStates();
    long low = readable.isEmpty() ? 0 : Math.max(0, head - readable.getAsLong() + 1);
    if (holds.test(low)) {
      if (low > 0) {
        throw new RpcException(
            RpcException.DEFAULT,
            ("%s in block %d or before it, and this node keeps no state that old"
                    + " (--bonsai-historical-block-limit)")
                .formatted(what, low));
      }
      return low;
    }
    long high = head;
    while (high - low > 1) {
      final long middle = low + (high - low) / 2;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
