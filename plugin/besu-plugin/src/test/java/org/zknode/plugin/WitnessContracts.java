/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/**
 * Contracts that do one thing with each word of their call data, so that traffic is made of words.
 * The instructions find the word on the stack and take it away.
 */
enum WitnessContracts {
  /** Reads the slot of that number. */
  READ("5450"),
  /** Writes the number into its slot. */
  SET("8055"),
  CLEAR("5f9055"),
  /** Adds one to the slot. */
  COUNT("80546001019055"),
  BALANCE("3150"),
  CODE_SIZE("3b50"),
  CODE_HASH("3f50"),
  /** The first 32 bytes, into memory. */
  CODE_COPY("60205f5f833c50"),
  CALL("5f5f5f5f5f855af15050"),
  /** With one wei. */
  PAY("5f5f5f5f6001855af15050"),
  /** With 100 gas, which is not enough for anything. */
  STARVE("5f5f5f5f5f856064f15050"),
  DELEGATE("5f5f5f5f845af45050"),
  STATIC("5f5f5f5f845afa5050"),
  /** Hash of the block of that number, into the slot of that number. */
  BLOCK_HASH("80409055"),
  /**
   * A contract that destroys itself when it is called, at an address that follows from the word.
   */
  CREATE(Child.MAKE + "5050"),
  /** The same, and calls it at once. */
  CREATE_AND_DESTROY(Child.MAKE + "5f5f5f5f5f855af1505050"),
  /** Writes the slot, and takes it back. */
  REVERT("80555f5ffd"),
  /** Writes the slot, and loses all gas. */
  EXHAUST("8055fe");

  private static final class Child {
    /** Writes slots 0 and 1; its code is CALLER SELFDESTRUCT. */
    static final String INIT = "60015f55" + "42600155" + "6133ff5f52" + "6002601ef3";

    static final int SIZE = INIT.length() / 2;

    /** MSTORE(0, init); CREATE2(0, 32 - size, size, word) */
    static final String MAKE =
        "%02x%s5f5280".formatted(0x5f + SIZE, INIT) + "60%02x60%02x5ff5".formatted(SIZE, 32 - SIZE);
  }

  /** for (i = 0; i < CALLDATASIZE; i += 32) each(CALLDATALOAD(i)) */
  private static final String LOOP = "0x5f5b36811060095700" + "5b8035%s6020016001" + "56";

  private static final int FIRST_ADDRESS = 0xc000;

  private final String code;

  WitnessContracts(final String each) {
    code = LOOP.formatted(each);
  }

  Address address() {
    return Address.fromHex("0x%040x".formatted(FIRST_ADDRESS + ordinal()));
  }

  /** Where the contract that it makes of that word is. */
  Address child(final Bytes word) {
    return new Address(
        Keccak256.hash(
                Bytes.of(0xff),
                address().bytes(),
                word,
                Keccak256.hash(Bytes.fromHexString(Child.INIT)))
            .slice(12));
  }

  /** Code by address. */
  static Map<String, String> genesis() {
    final Map<String, String> contracts = new LinkedHashMap<>();
    for (final WitnessContracts contract : values()) {
      contracts.put(contract.address().toString(), contract.code);
    }
    // As in a devnet: any client calls them in each block.
    contracts.put("0x00000961ef480eb55e80d19ad83579a64c007002", "0x00");
    contracts.put("0x0000bbddc7ce488642fb579f8b00f3a590007251", "0x00");
    return contracts;
  }
}
