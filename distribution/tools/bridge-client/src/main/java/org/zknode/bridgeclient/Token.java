/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bridgeclient;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;

/** An ERC-20 token on one chain. */
record Token(Chain chain, Address address) {
  private static final Bytes DECIMALS = Words.selector("decimals()");
  private static final Bytes BALANCE = Words.selector("balanceOf(address)");
  private static final Bytes ALLOWANCE = Words.selector("allowance(address,address)");
  private static final Bytes APPROVE = Words.selector("approve(address,uint256)");
  private static final int MOST_DECIMALS = 77;

  int decimals() {
    final BigInteger decimals = read(DECIMALS);
    if (decimals.compareTo(BigInteger.valueOf(MOST_DECIMALS)) > 0) {
      throw new BridgeClientException("token %s has %s decimals".formatted(address, decimals));
    }
    return decimals.intValue();
  }

  void requireBalance(final Address owner, final BigInteger amount) {
    final BigInteger balance = read(Bytes.concatenate(BALANCE, Words.of(owner)));
    if (balance.compareTo(amount) < 0) {
      throw new BridgeClientException(
          "%s has %s of token %s on %s, in its smallest unit, and needs %s"
              .formatted(owner, balance, address, chain.name(), amount));
    }
  }

  /**
   * Lets a contract take that much, and no more. Some tokens take no other allowance in the place
   * of one that is not zero: that one is taken back first.
   */
  void allow(
      final Wallet owner, final Address spender, final BigInteger amount, final Progress progress) {
    final BigInteger left =
        read(Bytes.concatenate(ALLOWANCE, Words.of(owner.address()), Words.of(spender)));
    if (left.compareTo(amount) >= 0) {
      return;
    }
    progress.waits("the bridge may take %s of it: a transaction of its own".formatted(amount));
    try {
      approve(owner, spender, amount);
    } catch (final RevertedException e) {
      if (left.signum() == 0) {
        throw refused(e);
      }
      progress.waits(
          "the bridge may still take %s of it from earlier, which the token wants back first: one transaction more"
              .formatted(left));
      approveAnew(owner, spender, amount);
    }
  }

  private void approveAnew(final Wallet owner, final Address spender, final BigInteger amount) {
    try {
      approve(owner, spender, BigInteger.ZERO);
      approve(owner, spender, amount);
    } catch (final RevertedException e) {
      throw refused(e);
    }
  }

  private void approve(final Wallet owner, final Address spender, final BigInteger amount)
      throws RevertedException {
    owner.send(
        chain,
        address,
        BigInteger.ZERO,
        Bytes.concatenate(APPROVE, Words.of(spender), Words.of(amount)));
  }

  private BridgeClientException refused(final RevertedException why) {
    return new BridgeClientException(
        "token %s does not let the bridge take it: %s".formatted(address, why.getMessage()), why);
  }

  private BigInteger read(final Bytes call) {
    final Bytes result = chain.call(address, call);
    if (result.size() < Bytes32.SIZE) {
      throw new BridgeClientException(
          "there is no ERC-20 token at %s on %s: --token is where it is on the network that it leaves"
              .formatted(address, chain.name()));
    }
    return result.slice(0, Bytes32.SIZE).toUnsignedBigInteger();
  }
}
