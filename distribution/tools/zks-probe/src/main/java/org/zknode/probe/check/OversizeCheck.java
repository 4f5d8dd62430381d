/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.check;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.ProbeConnection;
import org.zknode.rlp.RlpWriter;
import org.zknode.zks.wire.MessageType;
import org.zknode.zks.wire.VerifierAuth;

/** {@code oversize}: messages and length fields beyond every limit. */
final class OversizeCheck implements Check {
  private static final int MIB = 1024 * 1024;

  /** Above devp2p's 16 MiB, in bytes. */
  private static final int TOO_LONG = 17 * MIB;

  /** What a frame can just carry, in bytes. */
  private static final int NOISE = 15 * MIB;

  /** Snappy headers that claim 4 GiB - 1 and 2 GiB - 1, each with a literal of one byte. */
  private static final Bytes BOMB_4_GIB = Bytes.fromHexString("0xffffffff0f0000");

  private static final Bytes BOMB_2_GIB = Bytes.fromHexString("0xffffffff070000");

  private record Bomb(String label, Provocation.Attack attack) {}

  @Override
  public String name() {
    return "oversize";
  }

  @Override
  public String expected() {
    return "messages above 16 MiB, length fields that lie and messages beyond their type's limit are"
        + " refused without an answer and cost their own connection only: another peer goes on"
        + " replaying";
  }

  @Override
  public Outcome run(final Lab lab) throws ConnectFailure, InterruptedException {
    final List<Bomb> bombs = bombs();
    final AtomicInteger turns = new AtomicInteger();
    final AtomicReference<String> answered = new AtomicReference<>();
    final ConcurrentMap<String, String> seen = new ConcurrentHashMap<>();
    final Load.Turn turn =
        (connection, stop) -> {
          final Bomb bomb = bombs.get(turns.getAndIncrement() % bombs.size());
          throwAt(connection, bomb, lab, stop, seen, answered);
        };
    return Load.run(
            lab,
            turn,
            () -> seen.size() == bombs.size(),
            () ->
                seen.size() < bombs.size()
                    ? Optional.of(
                        "only %d of %d kinds could be sent".formatted(seen.size(), bombs.size()))
                    : Optional.ofNullable(answered.get()),
            () -> "%d oversized messages: %s".formatted(turns.get(), seen))
        .with("messages", turns.get());
  }

  private static void throwAt(
      final ProbeConnection connection,
      final Bomb bomb,
      final Lab lab,
      final AtomicBoolean stop,
      final ConcurrentMap<String, String> seen,
      final AtomicReference<String> answered)
      throws InterruptedException {
    bomb.attack().send(connection);
    if (!seen.containsKey(bomb.label()) && !stop.get()) {
      final Reaction reaction = Reaction.first(connection, lab.settings().quiet().dividedBy(4));
      seen.put(bomb.label(), reaction.text());
      if (!reaction.answers().isEmpty()) {
        answered.set(bomb.label() + " was " + reaction.text());
      }
    }
  }

  private static List<Bomb> bombs() {
    final byte[] noise = new byte[NOISE];
    // Any incompressible bytes do; fixed, so that a run can be repeated.
    new Random(1).nextBytes(noise);
    return List.of(
        new Bomb(
            "length field of 4 GiB",
            c -> c.sendFrame(Bytes.concatenate(Bytes.of(requestId(c)), BOMB_4_GIB))),
        new Bomb(
            "length field of 2 GiB",
            c -> c.sendFrame(Bytes.concatenate(Bytes.of(requestId(c)), BOMB_2_GIB))),
        new Bomb(
            "17 MiB of zeros in a small frame",
            c -> c.send(requestId(c), Bytes.wrap(new byte[TOO_LONG]))),
        new Bomb("15 MiB of noise", c -> c.send(requestId(c), Bytes.wrap(noise))),
        new Bomb(
            "RLP list that claims 2 GiB",
            c -> c.send(requestId(c), Bytes.fromHexString("0xfb7fffffff01c001"))),
        new Bomb("verifier signature of 1 MiB", OversizeCheck::sendLongSignature));
  }

  private static void sendLongSignature(final ProbeConnection connection) {
    final Bytes signature = Bytes.wrap(new byte[MIB]);
    final Optional<ProbeConnection.Lane> lane = connection.verification();
    if (lane.isPresent()) {
      connection.send(lane.get(), new VerifierAuth(signature));
    } else {
      // The version has no verifier messages: the longest request field instead.
      connection.send(
          requestId(connection),
          RlpWriter.encodeList(list -> list.uint64(1).list(o -> o.bytes(signature)).uint64(1)));
    }
  }

  private static int requestId(final ProbeConnection connection) {
    final ProbeConnection.Lane zks = connection.zks().orElseThrow();
    return zks.offset() + zks.capability().id(MessageType.GET_BLOCK_REPLAYS);
  }
}
