/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;
import org.zknode.rlpx.Capability;
import org.zknode.rlpx.RawSession;

/**
 * As little of {@code eth} as keeps a node from dropping us: the Status handshake and an answer to
 * every request. Only the connection's reading thread calls it.
 */
final class EthLane {
  static final String NAME = "eth";

  /** Receipts have one field more from this version on (EIP-7975). */
  private static final int PARTIAL_RECEIPTS_SINCE = 70;

  private static final int STATUS = 0x00;
  private static final int GET_BLOCK_HEADERS = 0x03;
  private static final int BLOCK_HEADERS = 0x04;
  private static final int GET_BLOCK_BODIES = 0x05;
  private static final int GET_POOLED_TRANSACTIONS = 0x09;
  private static final int GET_RECEIPTS = 0x0f;
  private static final int GET_BLOCK_ACCESS_LISTS = 0x12;

  private final RawSession session;
  private final RawSession.Agreed agreed;
  private final EthStatus.Overrides overrides;
  private final CompletableFuture<EthStatus> status = new CompletableFuture<>();
  private int headersAsked;

  EthLane(
      final RawSession session,
      final RawSession.Agreed agreed,
      final EthStatus.Overrides overrides) {
    this.session = session;
    this.agreed = agreed;
    this.overrides = overrides;
  }

  /** All versions that nodes of 2026 offer, with the lengths of their message spaces. */
  static List<Capability> offers() {
    return List.of(
        new Capability(NAME, 66, 17),
        new Capability(NAME, 67, 17),
        new Capability(NAME, 68, 17),
        new Capability(NAME, 69, 18),
        new Capability(NAME, 70, 18),
        new Capability(NAME, 71, 20));
  }

  /** The node's Status, once it is there and answered. */
  CompletableFuture<EthStatus> status() {
    return status;
  }

  Optional<EthStatus> statusNow() {
    return Optional.ofNullable(status.getNow(null));
  }

  /** True when that absolute id is one of eth's. */
  boolean owns(final int id) {
    return id >= agreed.offset() && id < agreed.offset() + agreed.capability().messageCount();
  }

  void received(final RawSession.Message message) throws IOException {
    final int code = message.id() - agreed.offset();
    switch (code) {
      case STATUS -> {
        final EthStatus theirs = EthStatus.decode(message.payload());
        // Mirroring is enough for every check that nodes make: same network, genesis, fork id.
        write(STATUS, overrides.apply(theirs).encode());
        status.complete(theirs);
      }
      case GET_BLOCK_HEADERS -> {
        // Besu asks for the header of our head, which is its own head, and drops who has none: it
        // gets its own answer back.
        headersAsked++;
        write(GET_BLOCK_HEADERS, message.payload());
      }
      case BLOCK_HEADERS -> {
        if (headersAsked > 0) {
          headersAsked--;
          write(BLOCK_HEADERS, message.payload());
        }
      }
      case GET_BLOCK_BODIES, GET_POOLED_TRANSACTIONS, GET_RECEIPTS, GET_BLOCK_ACCESS_LISTS ->
          write(code + 1, nothing(code, message.payload()));
      default -> {
        // Gossip: nothing to answer.
      }
    }
  }

  /** The answer that has nothing: {@code [request id, []]}. */
  private Bytes nothing(final int code, final Bytes request) {
    final Bytes requestId = RlpReader.of(request).list().rawItem();
    return RlpWriter.encodeList(
        list -> {
          list.raw(requestId);
          if (code == GET_RECEIPTS && agreed.capability().version() >= PARTIAL_RECEIPTS_SINCE) {
            list.uint64(0);
          }
          list.list(empty -> {});
        });
  }

  private void write(final int code, final Bytes payload) throws IOException {
    session.write(agreed.offset() + code, payload);
  }
}
