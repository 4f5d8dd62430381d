/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeEvent.Claimed;
import org.zknode.rollup.bridge.BridgeEvent.Deposited;
import org.zknode.rollup.bridge.BridgeEvent.ExitRootKnown;
import org.zknode.rollup.bridge.BridgeEvent.RollupVerified;
import org.zknode.rollup.bridge.BridgeEvent.Wrapped;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;

/**
 * Events of bridges, and of what carries exit roots between networks (docs/spec/bridge.md). Of the
 * bridges no field is indexed.
 */
public final class BridgeAbi {
  public static final Bytes32 DEPOSIT =
      topic("BridgeEvent(uint8,uint32,address,uint32,address,uint256,bytes,uint32)");

  /** Topic of a claim. */
  public static final Bytes32 CLAIM = topic("ClaimEvent(uint256,uint32,address,address,uint256)");

  static final Bytes32 WRAPPED = topic("NewWrappedToken(uint32,address,address,bytes)");
  static final Bytes32 EXIT_ROOT_PROVEN = topic("GlobalExitRootProven(bytes32,uint32,uint64)");

  /**
   * What of the rollup manager's sets the local exit root of a rollup: the trusted aggregator's
   * verification, a stranger's, the same after it has waited, and one that overrides those that
   * wait.
   */
  static final Bytes32 VERIFIED =
      topic("VerifyBatchesTrustedAggregator(uint32,uint64,bytes32,bytes32,address)");

  static final Bytes32 VERIFIED_BY_STRANGER =
      topic("VerifyBatches(uint32,uint64,bytes32,bytes32,address)");
  static final Bytes32 CONSOLIDATED =
      topic("ConsolidatePendingState(uint32,uint64,bytes32,bytes32,uint64)");
  static final Bytes32 OVERRIDDEN =
      topic("OverridePendingState(uint32,uint64,bytes32,bytes32,address)");

  /** Of a bridge. */
  static final Set<Bytes32> OF_BRIDGE = Set.of(DEPOSIT, CLAIM, WRAPPED);

  /** Of the rollup manager. */
  static final Set<Bytes32> VERIFICATIONS =
      Set.of(VERIFIED, VERIFIED_BY_STRANGER, CONSOLIDATED, OVERRIDDEN);

  /** Calls: no arguments. */
  public static final Bytes DEPOSIT_COUNT = selector("depositCount()");

  public static final Bytes NETWORK_ID = selector("networkID()");

  /** Root of the exit tree. */
  public static final Bytes GET_ROOT = selector("getRoot()");

  /** Values of the event of a deposit. */
  private static final int DEPOSIT_WORDS = 8;

  /** Values of that of a wrapped token. */
  private static final int WRAPPED_WORDS = 4;

  private BridgeAbi() {}

  private static Bytes32 topic(final String event) {
    return Keccak256.hash(Bytes.wrap(event.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Bytes selector(final String function) {
    return topic(function).slice(0, 4);
  }

  /**
   * @throws IllegalArgumentException its topic is none of these, or its data are not what that
   *     topic has
   */
  static BridgeEvent decode(final Log log, final EventPlace place) {
    final Bytes32 topic = log.topics().getFirst();
    if (topic.equals(DEPOSIT)) {
      return deposit(new EventWords(log.data()), place);
    }
    if (topic.equals(CLAIM)) {
      return claim(new EventWords(log.data()), place);
    }
    if (topic.equals(WRAPPED)) {
      return wrapped(new EventWords(log.data()), place);
    }
    if (topic.equals(EXIT_ROOT_PROVEN)) {
      return new ExitRootKnown(place, topic(log, 1), new EventWords(log.data()).uint32(0) + 1);
    }
    if (VERIFICATIONS.contains(topic)) {
      return new RollupVerified(
          place,
          RollupExitRoots.requireRollup(EventWords.uint32(topic(log, 1))),
          new EventWords(log.data()).word(2),
          topic.equals(VERIFIED_BY_STRANGER));
    }
    throw new IllegalArgumentException("no event of a bridge has the topic " + topic);
  }

  private static BridgeEvent deposit(final EventWords words, final EventPlace place) {
    return new Deposited(
        place,
        new ExitLeaf(
            LeafType.of((int) words.uint32(0)),
            words.uint32(1),
            words.address(2),
            words.uint32(3),
            words.address(4),
            words.uint256(5),
            words.bytes(6, DEPOSIT_WORDS)),
        words.uint32(7));
  }

  private static BridgeEvent claim(final EventWords words, final EventPlace place) {
    return new Claimed(
        new Claim(
            place,
            words.uint256(0),
            words.uint32(1),
            words.address(2),
            words.address(3),
            words.uint256(4)));
  }

  private static BridgeEvent wrapped(final EventWords words, final EventPlace place) {
    return new Wrapped(
        new TokenWrapped(
            place,
            words.uint32(0),
            words.address(1),
            words.address(2),
            words.bytes(3, WRAPPED_WORDS)));
  }

  private static Bytes32 topic(final Log log, final int index) {
    if (log.topics().size() <= index) {
      throw new IllegalArgumentException("the event has %d topics".formatted(log.topics().size()));
    }
    return log.topics().get(index);
  }

  /** Number of the deposit that a bridge tells of; empty when it tells of something else. */
  public static OptionalLong depositCount(final Log log) {
    if (log.topics().isEmpty() || !log.topics().getFirst().equals(DEPOSIT)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(new EventWords(log.data()).uint32(7));
  }

  /** What the calls above answer; empty when it is no word. */
  public static Optional<Bytes32> word(final Bytes result) {
    return result.size() == Bytes32.SIZE ? Optional.of(Bytes32.wrap(result)) : Optional.empty();
  }
}
