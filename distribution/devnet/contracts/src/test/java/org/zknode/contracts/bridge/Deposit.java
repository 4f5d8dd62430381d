/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/** What a BridgeEvent says, and the leaf that the exit tree has for it. */
record Deposit(
    int leafType,
    long originNetwork,
    Address originAddress,
    long destinationNetwork,
    Address destinationAddress,
    BigInteger amount,
    Bytes metadata,
    long depositCount) {
  static final int ASSET = 0;
  static final int MESSAGE = 1;

  private static final String TYPES = "(uint8,uint32,address,uint32,address,uint256,bytes,uint32)";
  private static final TupleType<Tuple> EVENT = TupleType.parse(TYPES);

  static final Bytes32 TOPIC =
      Keccak256.hash(Bytes.wrap(("BridgeEvent" + TYPES).getBytes(StandardCharsets.US_ASCII)));

  static Deposit of(final Anvil.Log log) {
    final Tuple t = EVENT.decode(log.data().toArray());
    return new Deposit(
        t.<Integer>get(0),
        t.<Long>get(1),
        Address.fromHex(t.get(2).toString()),
        t.<Long>get(3),
        Address.fromHex(t.get(4).toString()),
        t.get(5),
        Bytes.wrap(t.<byte[]>get(6)),
        t.<Long>get(7));
  }

  /** Those of one transaction. */
  static List<Deposit> in(final Anvil.Receipt receipt) {
    return receipt.logs().stream()
        .filter(log -> log.topics().getFirst().equals(TOPIC))
        .map(Deposit::of)
        .toList();
  }

  /** docs/spec/bridge.md, "Networks and exit trees". */
  Bytes32 leaf() {
    return Keccak256.hash(
        Bytes.of(leafType),
        Bytes.ofUnsignedInt(originNetwork),
        originAddress.bytes(),
        Bytes.ofUnsignedInt(destinationNetwork),
        destinationAddress.bytes(),
        UInt256.valueOf(amount).toBytes(),
        Keccak256.hash(metadata));
  }
}
