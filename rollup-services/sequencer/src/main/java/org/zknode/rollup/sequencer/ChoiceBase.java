/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.sequencer;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BaseFee;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;

/**
 * On top of what transactions are chosen: the head, or what is in the open block on it.
 *
 * @param state equal to that of another one only when accounts are the same
 * @param block number of the block that the transactions are chosen for
 * @param baseFee of that block, in wei
 * @param accounts reads accounts in that state
 */
record ChoiceBase(
    Object state,
    long block,
    BigInteger baseFee,
    Function<Collection<Address>, Map<Address, AccountState>> accounts) {

  /**
   * @param accounts reads accounts after the head block
   */
  static ChoiceBase after(
      final L2Block head,
      final Function<Collection<Address>, Map<Address, AccountState>> accounts) {
    return new ChoiceBase(
        head.hash(), head.number() + 1, BaseFee.after(head).toUnsignedBigInteger(), accounts);
  }
}
