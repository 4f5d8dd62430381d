/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1.contracts;

import com.esaulpaugh.headlong.abi.Function;
import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/** Calls about the ERC-20 in which batch fees are paid (docs/spec/l1-contracts.md, "Fees"). */
public final class FeeTokenAbi {
  private static final Function POL = new Function("pol()", "(address)");
  private static final Function BATCH_FEE = new Function("getBatchFee()", "(uint256)");
  private static final Function SET_BATCH_FEE = new Function("setBatchFee(uint256)");
  private static final Function APPROVE = new Function("approve(address,uint256)", "(bool)");
  private static final Function TRANSFER = new Function("transfer(address,uint256)", "(bool)");
  private static final Function BALANCE = new Function("balanceOf(address)", "(uint256)");
  private static final Function ALLOWANCE = new Function("allowance(address,address)", "(uint256)");

  private FeeTokenAbi() {}

  static Bytes feeToken() {
    return ElderberryAbi.encode(POL);
  }

  static Bytes batchFee() {
    return ElderberryAbi.encode(BATCH_FEE);
  }

  static Bytes allowance(final Address owner, final Address spender) {
    return ElderberryAbi.encode(
        ALLOWANCE, ElderberryAbi.abiAddress(owner), ElderberryAbi.abiAddress(spender));
  }

  public static Bytes balanceOf(final Address account) {
    return ElderberryAbi.encode(BALANCE, ElderberryAbi.abiAddress(account));
  }

  /**
   * @param amount in the token's smallest unit
   */
  public static Bytes approve(final Address spender, final BigInteger amount) {
    return ElderberryAbi.encode(APPROVE, ElderberryAbi.abiAddress(spender), amount);
  }

  /**
   * @param amount in the token's smallest unit
   */
  public static Bytes transfer(final Address to, final BigInteger amount) {
    return ElderberryAbi.encode(TRANSFER, ElderberryAbi.abiAddress(to), amount);
  }

  /** The rollup manager's admin sets what a batch costs. */
  public static Bytes setBatchFee(final BigInteger amount) {
    return ElderberryAbi.encode(SET_BATCH_FEE, amount);
  }

  /** A result that is one uint256. */
  public static BigInteger decodeAmount(final Bytes result) {
    return ElderberryAbi.decode(BATCH_FEE.getOutputs(), result).get(0);
  }
}
