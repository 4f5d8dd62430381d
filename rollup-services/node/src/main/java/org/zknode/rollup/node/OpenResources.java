/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Inject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases and connections that a node has opened, for the moment when it ends or cannot start.
 * What was not opened is not opened to be closed.
 */
@NodeScope
final class OpenResources {
  private static final Logger LOG = LoggerFactory.getLogger(OpenResources.class);

  private final Deque<Runnable> open = new ArrayDeque<>();

  @Inject
  OpenResources() {}

  /**
   * @param close called once, with the resource
   * @return the resource
   */
  synchronized <T> T add(final T resource, final Consumer<? super T> close) {
    open.push(() -> close.accept(resource));
    return resource;
  }

  /** The last one first; one that does not close keeps no other open. */
  synchronized void close() {
    while (!open.isEmpty()) {
      final Runnable next = open.pop();
      try {
        next.run();
      } catch (final RuntimeException | Error e) {
        LOG.error("a resource of this node was not closed in order", e);
      }
    }
  }
}
