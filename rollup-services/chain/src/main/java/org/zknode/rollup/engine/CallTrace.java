/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * One call of a transaction, as the EVM made it; what a failed call did is in it, too.
 *
 * @param depth 0 for the transaction itself
 * @param from whose code calls, or who signed the transaction
 * @param to whose code runs; the new account of a creation; who gets the balance by SELFDESTRUCT
 * @param value in wei that goes along; of DELEGATECALL the one that its caller got
 * @param input data, or the init code of a creation
 * @param output what it returned or reverted with, the code of a new account; empty after an
 *     exceptional halt
 */
public record CallTrace(
    Kind kind, int depth, Address from, Address to, BigInteger value, Bytes input, Bytes output) {

  /** By which instruction, in the names of the EVM; a transaction is a CALL or a CREATE. */
  public enum Kind {
    CALL,
    CALLCODE,
    DELEGATECALL,
    STATICCALL,
    CREATE,
    CREATE2,
    SELFDESTRUCT;

    /** Whether it makes a new account with code. */
    public boolean creates() {
      return this == CREATE || this == CREATE2;
    }
  }

  /** The same call with a copy of its input, which may be a view on memory that changes. */
  public CallTrace detached() {
    return new CallTrace(kind, depth, from, to, value, input.copy(), output);
  }

  /** The same call, when it is known what came of it. */
  public CallTrace returned(final Bytes result) {
    return new CallTrace(kind, depth, from, to, value, input, result);
  }
}
