/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/**
 * What somebody gave to the bridge of one network for another: a leaf of the first one's local exit
 * tree (docs/spec/bridge.md, "Networks and exit trees").
 *
 * @param leafType asset or message
 * @param originNetwork where the token is at home; of a message where it was sent
 * @param originAddress the token there, zero for ether; of a message its sender
 * @param destinationNetwork where it can be claimed
 * @param destinationAddress who gets it
 * @param amount in the token's smallest unit; of a message the ether that goes with it
 * @param metadata of a token name, symbol and decimals; of a message its data
 */
public record ExitLeaf(
    LeafType leafType,
    long originNetwork,
    Address originAddress,
    long destinationNetwork,
    Address destinationAddress,
    BigInteger amount,
    Bytes metadata) {

  /** Number of a network: 0 is L1, others are rollup ids. */
  public static final long MAX_NETWORK = 0xffff_ffffL;

  /** First field of a leaf. */
  public enum LeafType {
    ASSET,
    MESSAGE;

    /**
     * @throws IllegalArgumentException neither 0 nor 1
     */
    public static LeafType of(final int code) {
      return switch (code) {
        case 0 -> ASSET;
        case 1 -> MESSAGE;
        default ->
            throw new IllegalArgumentException(
                "leaf type %d is neither 0 (asset) nor 1 (message)".formatted(code));
      };
    }

    /** As contracts and REST write it. */
    public int code() {
      return ordinal();
    }
  }

  public ExitLeaf {
    requireNetwork("origin network", originNetwork);
    requireNetwork("destination network", destinationNetwork);
    if (amount.signum() < 0 || amount.bitLength() > 256) {
      throw new IllegalArgumentException("an amount is a uint256, got " + amount);
    }
  }

  private static void requireNetwork(final String what, final long network) {
    if (network < 0 || network > MAX_NETWORK) {
      throw new IllegalArgumentException("%s is a uint32, got %d".formatted(what, network));
    }
  }

  /** The leaf's value in the tree. */
  public Bytes32 hash() {
    return Keccak256.hash(
        Bytes.of(leafType.code()),
        Bytes.ofUnsignedInt(originNetwork),
        originAddress.bytes(),
        Bytes.ofUnsignedInt(destinationNetwork),
        destinationAddress.bytes(),
        UInt256.valueOf(amount),
        Keccak256.hash(metadata));
  }
}
