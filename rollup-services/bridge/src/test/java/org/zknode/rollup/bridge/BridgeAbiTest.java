/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.zknode.rollup.bridge.BridgeLogs.L1_BRIDGE;
import static org.zknode.rollup.bridge.BridgeLogs.OWN;
import static org.zknode.rollup.bridge.BridgeLogs.USER;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.bytes.MutableBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeEvent.Deposited;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;

/** Events of bridges as logs have them; they are encoded by another ABI library. */
class BridgeAbiTest {
  private static final EventPlace PLACE = new EventPlace(0, 1, Bytes32.ZERO, 2, Bytes32.ZERO, 3);

  private static ExitLeaf leaf(final int bytes) {
    return new ExitLeaf(
        LeafType.MESSAGE,
        0xffff_ffffL,
        USER,
        OWN,
        Address.fromHex("0x" + "ff".repeat(20)),
        BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE),
        Bytes.repeat((byte) 0x5a, bytes));
  }

  private static Log deposit(final int bytes) {
    return BridgeLogs.deposit(L1_BRIDGE, leaf(bytes), 0xffff_fffeL);
  }

  /** Nobody but L1's gas limits it: a decoder with a limit of its own would stop the index. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, (1 << 21) - 1, 1 << 21, 5 << 20})
  void aMessageMayBeAsLongAsALog(final int bytes) {
    assertThat(BridgeAbi.decode(deposit(bytes), PLACE))
        .isEqualTo(new Deposited(PLACE, leaf(bytes), 0xffff_fffeL));
    assertThat(BridgeAbi.depositCount(deposit(bytes))).hasValue(0xffff_fffeL);
  }

  @Test
  void soMayAWrappedTokensName() {
    final Log wrapped = BridgeLogs.wrapped(L1_BRIDGE, OWN, USER, L1_BRIDGE);
    assertThat(BridgeAbi.decode(wrapped, PLACE))
        .isEqualTo(
            new BridgeEvent.Wrapped(
                new TokenWrapped(PLACE, OWN, USER, L1_BRIDGE, Bytes.of(1, 2, 3))));
  }

  /** What no contract writes: by byte of the data, and what it is set to. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, is no uint32",
    "31, 2, leaf type",
    "59, 1, is no uint32",
    "75, 1, is no address",
    "223, 0xe0, is at 480",
    "192, 1, is no uint32",
    "284, 1, its byte string of 16777256 begins at 288",
    "284, 0xff, its byte string of 4278190120 begins at 288",
    "287, 65, its byte string of 65 begins at 288"
  })
  void whatNoContractWritesIsRefused(final int at, final String value, final String why) {
    assertRefused(with(deposit(40).data(), at, Integer.decode(value)), why);
  }

  @Test
  void dataThatEndTooEarlyAreRefused() {
    final Bytes data = deposit(40).data();
    for (int size = 0; size < 288 + 40; size++) {
      assertRefused(data.slice(0, size), "");
    }
  }

  private static void assertRefused(final Bytes data, final String why) {
    final Log log = deposit(40);
    assertThatThrownBy(() -> BridgeAbi.decode(new Log(log.address(), log.topics(), data), PLACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static Bytes with(final Bytes data, final int at, final int value) {
    final MutableBytes changed = data.mutableCopy();
    changed.set(at, (byte) value);
    return changed;
  }
}
