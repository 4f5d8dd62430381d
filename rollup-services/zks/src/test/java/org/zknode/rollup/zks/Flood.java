/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.zks.record.RecordFormatV3;
import org.zknode.zks.wire.BlockReplays;

/**
 * A main node on a transport that knows no back-pressure: one block in each message, then
 * repetitions until the receiver's queue is full.
 */
final class Flood implements ZksConnection {
  private final ZksHub receiver;
  private final RecordFeed feed;
  private final long head;
  private volatile boolean requested;
  private volatile String disconnected = "";

  Flood(final ZksHub receiver, final MemoryChain chain) {
    this.receiver = receiver;
    this.feed =
        new RecordFeed(
            chain,
            new ReplayRecordMapper(
                new ChainConfig(
                    1001, 8, chain.blocks().getFirst().attributes().coinbase(), 30_000_000)),
            new RecordFormatV3());
    this.head = chain.head();
  }

  void run() {
    receiver.connected(this);
    await().until(() -> requested);
    for (long n = 1; n <= head; n++) {
      deliver(n);
    }
    while (disconnected.isEmpty()) {
      receiver.received(this, InboundMessage.of("zks", 1, new BlockReplays(List.of()).encode()));
    }
  }

  private void deliver(final long number) {
    receiver.received(
        this,
        InboundMessage.of(
            "zks",
            1,
            new BlockReplays(List.of(feed.record(number, Optional.empty()).orElseThrow().bytes()))
                .encode()));
  }

  String disconnected() {
    return disconnected;
  }

  @Override
  public Bytes peerId() {
    return Bytes.repeat((byte) 0x42, 64);
  }

  @Override
  public String remoteAddress() {
    return "flood";
  }

  @Override
  public boolean outbound() {
    return true;
  }

  @Override
  public OptionalInt version(final String capability) {
    return capability.equals("zks") ? OptionalInt.of(5) : OptionalInt.empty();
  }

  @Override
  public boolean send(final String capability, final int code, final Bytes payload) {
    requested = true;
    return true;
  }

  @Override
  public void disconnect(final String reason) {
    disconnected = reason;
  }
}
