/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.bridge;

import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;
import org.zknode.rollup.bridge.BridgeAbi;
import org.zknode.rollup.bridge.ExitLeaf;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.engine.ChainReader.Log;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.state.L1BlockRef;

/**
 * An L1 that has a thousand deposits of ether in each block and no state: what a million deposits
 * cost the index does not depend on who says them.
 *
 * @param bridge whose events they are
 * @param blocks with deposits, from block 1 on
 */
record MadeUpL1(Address bridge, long blocks) {
  static final int PER_BLOCK = 1_000;

  /** To this rollup. */
  private static final long ROLLUP = 1;

  private static final Bytes32 METADATA_AT = UInt256.valueOf(8 * 32).toBytes();

  L1Client client() {
    return (L1Client)
        Proxy.newProxyInstance(
            L1Client.class.getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "views" -> List.of(proxy);
                  case "name" -> "a made up L1";
                  case "block" -> Optional.of(block((long) arguments[0]));
                  case "head" -> block(blocks);
                  case "logs" ->
                      logs((long) arguments[1], (long) arguments[2], (long) arguments[3]);
                  case "call" -> Optional.empty();
                  case "failed" -> null;
                  default ->
                      throw new IllegalStateException(
                          "the index asks a made up L1 for " + method.getName());
                });
  }

  L1BlockRef block(final long number) {
    return new L1BlockRef(number, hash(number), hash(number - 1), number);
  }

  private static Bytes32 hash(final long number) {
    return Keccak256.hash(Bytes.ofUnsignedLong(number));
  }

  ExitLeaf deposit(final long count) {
    return new ExitLeaf(
        LeafType.ASSET,
        0,
        Address.ZERO,
        ROLLUP,
        Address.fromHex("0x%040x".formatted(count % 10_000 + 1)),
        BigInteger.valueOf(count + 1),
        Bytes.EMPTY);
  }

  private L1Logs logs(final long from, final long to, final long enoughBytes) {
    final List<L1Log> logs = new ArrayList<>();
    long bytes = 0;
    long block = from;
    while (block <= to && bytes < enoughBytes) {
      if (block >= 1 && block <= blocks) {
        bytes += add(block, logs);
      }
      block++;
    }
    return new L1Logs(logs, block - 1);
  }

  private long add(final long block, final List<L1Log> logs) {
    long bytes = 0;
    for (int i = 0; i < PER_BLOCK; i++) {
      logs.add(
          new L1Log(
              event((block - 1) * PER_BLOCK + i),
              block,
              hash(block),
              hash(-block * PER_BLOCK - i),
              i));
      bytes += logs.getLast().bytes();
    }
    return bytes;
  }

  private Log event(final long count) {
    final ExitLeaf leaf = deposit(count);
    return new Log(
        bridge,
        List.of(BridgeAbi.DEPOSIT),
        Bytes.concatenate(
            UInt256.valueOf(leaf.leafType().code()),
            UInt256.valueOf(leaf.originNetwork()),
            Bytes32.leftPad(leaf.originAddress().bytes()),
            UInt256.valueOf(leaf.destinationNetwork()),
            Bytes32.leftPad(leaf.destinationAddress().bytes()),
            UInt256.valueOf(leaf.amount()),
            METADATA_AT,
            UInt256.valueOf(count),
            UInt256.ZERO));
  }
}
