/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.synchronizer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.service.CriticalException;
import org.zknode.rollup.service.TemporaryException;

/**
 * Asks one endpoint of L1 after the other until what one says fits. One endpoint's contradiction is
 * that endpoint's fault; the same one from all of them, for longer than a fault of theirs takes to
 * be mended, is L1's. For one thread.
 */
final class L1Failover {
  /** So long all endpoints must have contradicted before the node halts. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** And so often. */
  static final int ROUNDS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(L1Failover.class);

  private record Standing(String reason, long sinceMillis, int rounds) {}

  private final L1Client l1;
  private final Clock clock;
  private Optional<Standing> standing = Optional.empty();

  /** Of the last question. */
  private final List<String> failures = new ArrayList<>();

  private final Set<String> contradicting = new HashSet<>();
  private boolean unanimous;

  L1Failover(final L1Client l1, final Clock clock) {
    this.l1 = l1;
    this.clock = clock;
  }

  /**
   * @param question throws {@link L1EndpointException} or {@link CriticalException} when the
   *     endpoint's answers cannot be used or do not fit
   * @throws CriticalException no endpoint's answers fit, and one's contradict what is stored or
   *     each other; {@link #judge} tells what to do
   * @throws TemporaryException no endpoint gave a usable answer, or something else than L1 failed
   */
  <T> T ask(final Function<L1View, T> question) {
    failures.clear();
    contradicting.clear();
    unanimous = true;
    Optional<CriticalException> contradiction = Optional.empty();
    for (final L1View view : l1.views()) {
      try {
        final T answer = question.apply(view);
        standing = Optional.empty();
        return answer;
      } catch (final L1EndpointException e) {
        unanimous = false;
        failures.add(e.getMessage());
      } catch (final CriticalException e) {
        LOG.debug("what L1 endpoint {} says does not fit", view.name(), e);
        final String why = "%s (%s)".formatted(e.halt().reason(), e.halt().evidence());
        view.failed(why);
        contradicting.add(view.name());
        failures.add(view.name() + ": " + why);
        contradiction = contradiction.or(() -> Optional.of(e));
      }
    }
    if (contradiction.isPresent()) {
      throw contradiction.get();
    }
    throw new TemporaryException(failures());
  }

  /** What each endpoint answered to the last question. */
  String failures() {
    return String.join("; ", failures);
  }

  /** Whether that endpoint contradicted at the last question. */
  boolean contradicted(final L1View view) {
    return contradicting.contains(view.name());
  }

  /**
   * What to throw after a contradiction, when what is stored is known to be right.
   *
   * @return the contradiction when every endpoint has said so for too long, else a {@link
   *     TemporaryException}
   */
  RuntimeException judge(final CriticalException contradiction) {
    if (!unanimous) {
      return new TemporaryException(failures());
    }
    final long now = clock.millis();
    final String reason = contradiction.halt().reason();
    final Standing before =
        standing
            .filter(same -> same.reason().equals(reason))
            .orElseGet(() -> new Standing(reason, now, 0));
    final Standing rounds = new Standing(reason, before.sinceMillis(), before.rounds() + 1);
    standing = Optional.of(rounds);
    if (rounds.rounds() >= ROUNDS && now - rounds.sinceMillis() >= PATIENCE.toMillis()) {
      return contradiction;
    }
    return new TemporaryException(
        "every L1 endpoint (%s) says what cannot be: %s (%s); the node halts when that lasts for %d s"
            .formatted(names(), reason, contradiction.halt().evidence(), PATIENCE.toSeconds()));
  }

  /** Hosts and ports of all. */
  String names() {
    return l1.views().stream().map(L1View::name).collect(Collectors.joining(", "));
  }

  /** Whether another endpoint, one that is well, says so too. */
  boolean anotherSays(final L1View view, final Predicate<L1View> claim) {
    return l1.views().stream()
        .filter(other -> !other.name().equals(view.name()) && other.isGood())
        .anyMatch(
            other -> {
              try {
                return claim.test(other);
              } catch (final L1EndpointException e) {
                LOG.debug("no second opinion", e);
                return false;
              }
            });
  }
}
