/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.wire.GetBlockReplays;
import org.zknode.zks.wire.MessageType;

/**
 * GetBlockReplays that no right decoder takes (docs/spec/zks-wire.md, "Replay messages"), each on
 * its own connection.
 */
final class MalformedRequestCheck implements Check {
  private final String name;
  private final String what;
  private final List<Map.Entry<String, LongFunction<Bytes>>> payloads;

  private MalformedRequestCheck(
      final String name,
      final String what,
      final List<Map.Entry<String, LongFunction<Bytes>>> payloads) {
    this.name = name;
    this.what = what;
    this.payloads = payloads;
  }

  /** {@code truncated}. */
  static MalformedRequestCheck truncated() {
    return new MalformedRequestCheck(
        "truncated",
        "a GetBlockReplays that ends too early",
        List.of(
            Map.entry("last byte missing", from -> cut(request(from), 1)),
            Map.entry("header only", from -> request(from).slice(0, 1)),
            Map.entry("empty", from -> Bytes.EMPTY)));
  }

  /** {@code extra-item}. */
  static MalformedRequestCheck extraItem() {
    return new MalformedRequestCheck(
        "extra-item",
        "a GetBlockReplays with a fourth item",
        List.of(
            Map.entry(
                "fourth item",
                from ->
                    RlpWriter.encodeList(
                        list -> list.uint64(from).list(none -> {}).uint64(1).uint64(1)))));
  }

  /** {@code non-canonical-rlp}. */
  static MalformedRequestCheck nonCanonical() {
    return new MalformedRequestCheck(
        "non-canonical-rlp",
        "a GetBlockReplays in RLP that is not minimal",
        List.of(
            Map.entry(
                "integer with a leading zero",
                from -> list(Bytes.of(0x82, 0, Math.clamp(from, 1, 0x7f), 0xc0))),
            Map.entry(
                "small integer in a string",
                from -> list(Bytes.of(0x81, Math.clamp(from, 1, 0x7f), 0xc0))),
            Map.entry(
                "list with a long length",
                from ->
                    Bytes.concatenate(
                        Bytes.of(0xf8, request(from).size() - 1), request(from).slice(1)))));
  }

  private static Bytes request(final long from) {
    return GetBlockReplays.from(from, 1).encode();
  }

  private static Bytes cut(final Bytes bytes, final int count) {
    return bytes.slice(0, bytes.size() - count);
  }

  /** A list of items that are encoded already, at most 55 bytes. */
  private static Bytes list(final Bytes items) {
    return Bytes.concatenate(Bytes.of(0xc0 + items.size()), items);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String expected() {
    return what
        + " is refused: no block comes, the connection ends or is left idle, others are served";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    return Provocation.run(
        lab,
        lab::connect,
        payloads.stream()
            .map(
                payload ->
                    new Provocation.Variant(
                        payload.getKey(),
                        connection ->
                            send(connection, payload.getValue().apply(lab.settings().from()))))
            .toList());
  }

  private static void send(final ProbeConnection connection, final Bytes payload) {
    final ProbeConnection.Lane zks = connection.zks().orElseThrow();
    connection.send(zks.offset() + zks.capability().id(MessageType.GET_BLOCK_REPLAYS), payload);
  }
}
