/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1View;

/**
 * What the state of the bridge on L1 says of claims and wrapped tokens, by the word of one endpoint
 * (docs/spec/bridge.md, "Claims" and "Wrapped tokens").
 *
 * @param bridge on L1
 */
record BridgeState(Address bridge) {
  private static final Function CLAIMED_BIT_MAP = new Function("claimedBitMap(uint256)");
  private static final Function WRAPPED_TOKEN =
      new Function("getTokenWrappedAddress(uint32,address)");

  /** Of the network whose claims on L1 are where those of L1's own leaves would be. */
  private static final long FIRST_ROLLUP = 1;

  /** A token where it is at home. */
  record Token(long network, Address address) {}

  /**
   * Where a claim is noted: the word of the map, and the bit in it. One word tells of the claims of
   * 256 leaves in a row.
   */
  record Place(long word, int bit) {
    static Place of(final GlobalIndex leaf) {
      final long network = leaf.network() == FIRST_ROLLUP ? 0 : leaf.network();
      return new Place(
          (network << (Integer.SIZE - Byte.SIZE)) + (leaf.leafIndex() >>> Byte.SIZE),
          (int) (leaf.leafIndex() & 0xff));
    }
  }

  /** The call that answers with a word of the map. */
  static Bytes claimedBits(final long word) {
    return encode(CLAIMED_BIT_MAP, BigInteger.valueOf(word));
  }

  /** The call that answers with the address of a wrapped token, zero while there is none. */
  static Bytes wrappedToken(final Token token) {
    return encode(
        WRAPPED_TOKEN,
        token.network(),
        com.esaulpaugh.headlong.abi.Address.wrap(
            com.esaulpaugh.headlong.abi.Address.toChecksumAddress(token.address().toString())));
  }

  private static Bytes encode(final Function function, final Object... arguments) {
    return Bytes.wrap(function.encodeCall(Tuple.from(arguments)).array());
  }

  /**
   * Those that are claimed.
   *
   * @param block at whose end
   * @throws L1EndpointException the endpoint does not tell, or does not have that state any more
   */
  Set<GlobalIndex> claimed(
      final L1View l1, final Collection<GlobalIndex> leaves, final long block) {
    final List<Long> words = leaves.stream().map(leaf -> Place.of(leaf).word()).distinct().toList();
    final List<Bytes32> bits =
        ask(l1, words.stream().map(BridgeState::claimedBits).toList(), block);
    final Map<Long, UInt256> map = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      map.put(words.get(i), UInt256.fromBytes(bits.get(i)));
    }
    return leaves.stream()
        .filter(leaf -> isSet(map.get(Place.of(leaf).word()), Place.of(leaf).bit()))
        .collect(Collectors.toSet());
  }

  private static boolean isSet(final UInt256 word, final int bit) {
    return word.toUnsignedBigInteger().testBit(bit);
  }

  /** The same of tokens: those that stand for them on L1, the zero address where none does. */
  Map<Token, Address> wrapped(final L1View l1, final Set<Token> tokens, final long block) {
    final List<Token> each = List.copyOf(tokens);
    final List<Bytes32> words =
        ask(l1, each.stream().map(BridgeState::wrappedToken).toList(), block);
    final Map<Token, Address> wrapped = new HashMap<>();
    for (int i = 0; i < each.size(); i++) {
      wrapped.put(each.get(i), new Address(words.get(i).slice(Bytes32.SIZE - Address.SIZE)));
    }
    return wrapped;
  }

  /**
   * At whose end to ask: that of the block where the endpoint has its state, else that of its head.
   * What is claimed stays claimed.
   *
   * @throws L1EndpointException the endpoint is not there yet
   */
  long readable(final L1View l1, final long block) {
    if (l1.call(bridge, BridgeAbi.DEPOSIT_COUNT, block).isPresent()) {
      return block;
    }
    final long head = l1.head(BlockTag.LATEST).number();
    if (head < block) {
      throw new L1EndpointException(l1.name(), "it does not have block %d".formatted(block));
    }
    return head;
  }

  private List<Bytes32> ask(final L1View l1, final List<Bytes> calls, final long block) {
    return ParallelQuestions.ask(
        calls.stream().map(call -> (Callable<Bytes32>) () -> ask(l1, call, block)).toList());
  }

  private Bytes32 ask(final L1View l1, final Bytes call, final long block) {
    final Optional<Bytes> answer = l1.call(bridge, call, block);
    // Before the bridge is there nothing is claimed.
    return answer
        .flatMap(word -> word.isEmpty() ? Optional.of(Bytes32.ZERO) : BridgeAbi.word(word))
        .orElseThrow(
            () ->
                new L1EndpointException(
                    l1.name(),
                    "it does not tell what the bridge has at the end of block " + block));
  }
}
