/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.zknode.rollup.l1.L1View;

/**
 * The L1 endpoints of one process: one honest, and up to two that are not. Who loses a turn is
 * asked last.
 */
final class SimMouths {
  private final List<SimMouth> order = new ArrayList<>();

  /**
   * @param random decides what is wrong with them, and what they say
   */
  SimMouths(final SimL1Client l1, final Random random) {
    final SimMouth.Kind[] kinds = SimMouth.Kind.values();
    final int bad = random.nextInt(3);
    for (int i = 0; i < bad; i++) {
      final SimMouth.Kind kind = kinds[1 + random.nextInt(kinds.length - 1)];
      if (order.stream().noneMatch(mouth -> mouth.name().equals(kind.name()))) {
        order.add(new SimMouth(kind, l1, random, this::lost));
      }
    }
    order.add(new SimMouth(SimMouth.Kind.HONEST, l1, random, this::lost));
  }

  private void lost(final SimMouth mouth) {
    order.remove(mouth);
    order.add(mouth);
  }

  List<L1View> ranked() {
    return List.copyOf(order);
  }
}
