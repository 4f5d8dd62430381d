/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeEvent.Claimed;
import org.zknode.rollup.bridge.BridgeEvent.Deposited;
import org.zknode.rollup.bridge.BridgeEvent.ExitRootKnown;
import org.zknode.rollup.bridge.BridgeEvent.RollupVerified;
import org.zknode.rollup.bridge.BridgeEvent.Wrapped;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.contracts.ElderberryAbi;

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

  private static final TupleType<Tuple> DEPOSIT_DATA =
      TupleType.parse("(uint8,uint32,address,uint32,address,uint256,bytes,uint32)");
  private static final TupleType<Tuple> CLAIM_DATA =
      TupleType.parse("(uint256,uint32,address,address,uint256)");
  private static final TupleType<Tuple> WRAPPED_DATA =
      TupleType.parse("(uint32,address,address,bytes)");

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
      return deposit(log.data(), place);
    }
    if (topic.equals(CLAIM)) {
      return claim(log.data(), place);
    }
    if (topic.equals(WRAPPED)) {
      return wrapped(log.data(), place);
    }
    if (topic.equals(EXIT_ROOT_PROVEN)) {
      return new ExitRootKnown(place, topic(log, 1), uint32(word(log, 0)) + 1);
    }
    if (VERIFICATIONS.contains(topic)) {
      return new RollupVerified(
          place,
          RollupExitRoots.requireRollup(uint32(topic(log, 1))),
          word(log, 2),
          topic.equals(VERIFIED_BY_STRANGER));
    }
    throw new IllegalArgumentException("no event of a bridge has the topic " + topic);
  }

  private static BridgeEvent deposit(final Bytes data, final EventPlace place) {
    final Tuple words = ElderberryAbi.decode(DEPOSIT_DATA, data);
    final byte[] metadata = words.get(6);
    return new Deposited(
        place,
        new ExitLeaf(
            LeafType.of((int) number(words, 0)),
            number(words, 1),
            address(words, 2),
            number(words, 3),
            address(words, 4),
            words.get(5),
            Bytes.wrap(metadata)),
        number(words, 7));
  }

  private static BridgeEvent claim(final Bytes data, final EventPlace place) {
    final Tuple words = ElderberryAbi.decode(CLAIM_DATA, data);
    final BigInteger globalIndex = words.get(0);
    return new Claimed(
        new Claim(
            place,
            globalIndex,
            number(words, 1),
            address(words, 2),
            address(words, 3),
            words.get(4)));
  }

  private static BridgeEvent wrapped(final Bytes data, final EventPlace place) {
    final Tuple words = ElderberryAbi.decode(WRAPPED_DATA, data);
    final byte[] metadata = words.get(3);
    return new Wrapped(
        new TokenWrapped(
            place, number(words, 0), address(words, 1), address(words, 2), Bytes.wrap(metadata)));
  }

  private static long number(final Tuple words, final int index) {
    final Number number = words.get(index);
    return number.longValue();
  }

  private static Address address(final Tuple words, final int index) {
    final com.esaulpaugh.headlong.abi.Address address = words.get(index);
    return Address.fromHex(address.toString());
  }

  private static Bytes32 topic(final Log log, final int index) {
    if (log.topics().size() <= index) {
      throw new IllegalArgumentException("the event has %d topics".formatted(log.topics().size()));
    }
    return log.topics().get(index);
  }

  private static long uint32(final Bytes32 word) {
    if (word.numberOfLeadingZeroBytes() < Bytes32.SIZE - Integer.BYTES) {
      throw new IllegalArgumentException("%s is no uint32".formatted(word));
    }
    return word.slice(Bytes32.SIZE - Integer.BYTES).toLong();
  }

  private static Bytes32 word(final Log log, final int index) {
    final int end = (index + 1) * Bytes32.SIZE;
    if (log.data().size() < end) {
      throw new IllegalArgumentException(
          "the event has %d bytes of data, expected %d".formatted(log.data().size(), end));
    }
    return Bytes32.wrap(log.data().slice(end - Bytes32.SIZE, Bytes32.SIZE));
  }

  /** Number of the deposit that a bridge tells of; empty when it tells of something else. */
  public static OptionalLong depositCount(final Log log) {
    if (log.topics().isEmpty() || !log.topics().getFirst().equals(DEPOSIT)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(number(ElderberryAbi.decode(DEPOSIT_DATA, log.data()), 7));
  }

  /** What the calls above answer; empty when it is no word. */
  public static Optional<Bytes32> word(final Bytes result) {
    return result.size() == Bytes32.SIZE ? Optional.of(Bytes32.wrap(result)) : Optional.empty();
  }
}
