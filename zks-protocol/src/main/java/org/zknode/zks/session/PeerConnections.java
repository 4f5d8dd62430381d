/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.limit.Limit;
import org.zknode.zks.session.ConnectionRegistry.Candidate;

/**
 * The connections of one node id: the one in use, and at most one spare, which takes over when the
 * first is gone. Two nodes that dial each other at once see the two connections in either order,
 * and what is below may lose one of them at any moment; so a second one is kept until it is certain
 * that both live, and one is then closed by a rule that both sides come to alike:
 *
 * <ul>
 *   <li>crossed dials: the dial of the lower node id stays, as it does in Besu. Both sides close
 *       the other one after {@link #SETTLED_NANOS};
 *   <li>two dials of one side: the older stays. Only its dialler knows their order, and closes the
 *       younger after the same time. When it has not for {@link Limit#SILENT_SECONDS}, the older is
 *       dead on its side, and this side closes that.
 * </ul>
 *
 * Not thread-safe.
 */
final class PeerConnections<C> {
  /**
   * How long there must have been two before one is closed: a transport whose other side refuses
   * one of them learns of that in much less, while the other one must still be there. 2 s, in
   * nanoseconds.
   */
  static final long SETTLED_NANOS = 2_000_000_000L;

  /**
   * @param localId this node's id; empty when it is not known
   */
  record Entry<C>(Candidate<C> candidate, Bytes localId, long sinceNanos) {
    C connection() {
      return candidate.connection();
    }

    private boolean isOfLowerDialler() {
      final boolean localIsLower = localId.compareTo(candidate.peerId()) < 0;
      return localIsLower == candidate.outbound();
    }
  }

  private final long sinceNanos;
  private Entry<C> inUse;
  private Optional<Entry<C>> spare = Optional.empty();

  PeerConnections(final Entry<C> first) {
    this.sinceNanos = first.sinceNanos();
    this.inUse = first;
  }

  Candidate<C> inUse() {
    return inUse.candidate();
  }

  /** Since when the peer has its place, whichever connections it had. */
  long sinceNanos() {
    return sinceNanos;
  }

  boolean hasSpare() {
    return spare.isPresent();
  }

  /** Without a spare only. */
  void addSpare(final Entry<C> second) {
    if (spare.isPresent()) {
      throw new IllegalStateException("a peer has one spare connection");
    }
    spare = Optional.of(second);
  }

  List<C> all() {
    return Stream.concat(Stream.of(inUse), spare.stream()).map(Entry::connection).toList();
  }

  /** The one that this node closes now. */
  Optional<C> superfluous(final long nowNanos) {
    return spare
        .filter(younger -> nowNanos - younger.sinceNanos() >= patience(younger))
        .flatMap(this::loser)
        .map(Entry::connection);
  }

  private long patience(final Entry<C> younger) {
    return isCrossed(younger) || younger.candidate().outbound()
        ? SETTLED_NANOS
        : Limit.SILENT_SECONDS.nanos();
  }

  private boolean isCrossed(final Entry<C> younger) {
    return inUse.candidate().outbound() != younger.candidate().outbound();
  }

  private Optional<Entry<C>> loser(final Entry<C> younger) {
    if (!isCrossed(younger)) {
      return Optional.of(younger.candidate().outbound() ? younger : inUse);
    }
    if (younger.localId().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(younger.isOfLowerDialler() ? inUse : younger);
  }

  /** What is left after the end of one of them. */
  sealed interface Left<C> {
    /** It was none of them, or the spare. */
    record Same<C>() implements Left<C> {}

    /** The spare is in use from here on. */
    record TookOver<C>(C connection) implements Left<C> {}

    /** The peer is gone. */
    record Nothing<C>() implements Left<C> {}
  }

  Left<C> remove(final C connection) {
    if (spare.filter(second -> second.connection() == connection).isPresent()) {
      spare = Optional.empty();
      return new Left.Same<>();
    }
    if (inUse.connection() != connection) {
      return new Left.Same<>();
    }
    if (spare.isEmpty()) {
      return new Left.Nothing<>();
    }
    inUse = spare.get();
    spare = Optional.empty();
    return new Left.TookOver<>(inUse.connection());
  }
}
