/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1SendException;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.l1.SendRefusal;

/**
 * The L1 endpoints of one process: one honest, and up to two that are not; a second honest one
 * beside a consistent liar, since of two that differ neither is believed. Who loses a turn is asked
 * last.
 */
final class SimMouths {
  /** A question to one endpoint that it may refuse to answer. */
  @FunctionalInterface
  interface Question<T> {
    T ask(SimMouth mouth);
  }

  private final List<SimMouth> order = new ArrayList<>();

  /**
   * @param honest there is only one, and it is honest
   * @param random decides what is wrong with them, and what they say
   */
  SimMouths(final SimL1Client l1, final boolean honest, final Random random) {
    final SimMouth.Kind[] kinds = SimMouth.Kind.values();
    final int bad = honest ? 0 : random.nextInt(3);
    for (int i = 0; i < bad; i++) {
      final SimMouth.Kind kind = kinds[1 + random.nextInt(kinds.length - 1)];
      if (order.stream().noneMatch(mouth -> mouth.kind() == kind)) {
        order.add(new SimMouth(kind, kind.name(), l1, random, this::lost));
      }
    }
    final boolean lies =
        order.stream().anyMatch(mouth -> mouth.kind() == SimMouth.Kind.CONSISTENT_LIAR);
    for (int i = 0; i < (lies ? 2 : 1); i++) {
      order.add(new SimMouth(SimMouth.Kind.HONEST, "HONEST-" + i, l1, random, this::lost));
    }
  }

  private void lost(final SimMouth mouth) {
    order.remove(mouth);
    order.add(mouth);
  }

  List<L1View> ranked() {
    return List.copyOf(order);
  }

  /** The word of each that answers. */
  <T> List<T> all(final Question<T> question) {
    final List<T> answers = new ArrayList<>();
    for (final SimMouth mouth : List.copyOf(order)) {
      answer(mouth, question).ifPresent(answers::add);
    }
    return answers;
  }

  /** The word of the first that answers. */
  <T> T first(final Question<T> question) {
    return List.copyOf(order).stream()
        .flatMap(mouth -> answer(mouth, question).stream())
        .findFirst()
        .orElseThrow();
  }

  private static <T> Optional<T> answer(final SimMouth mouth, final Question<T> question) {
    try {
      return Optional.of(question.ask(mouth));
    } catch (final L1EndpointException e) {
      return Optional.empty();
    }
  }

  /**
   * To all of them; it has succeeded when one has it, as in the product.
   *
   * @throws L1SendException all that answer refuse; a used nonce is what it is only if all say so
   * @throws L1EndpointException none answers
   */
  void send(final SimTransaction transaction) throws L1SendException {
    boolean taken = false;
    Optional<L1SendException> worst = Optional.empty();
    Optional<L1EndpointException> silent = Optional.empty();
    for (final SimMouth mouth : List.copyOf(order)) {
      try {
        mouth.send(transaction);
        taken = true;
      } catch (final L1SendException e) {
        worst =
            worst
                .filter(old -> old.refusal() != SendRefusal.NONCE_TOO_LOW)
                .or(() -> Optional.of(e));
      } catch (final L1EndpointException e) {
        silent = Optional.of(e);
      }
    }
    if (!taken && worst.isPresent()) {
      throw worst.get();
    }
    if (!taken && silent.isPresent()) {
      throw silent.get();
    }
  }
}
