/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the product calls a port: the method, and the method that called it, since one save() may
 * serve several steps.
 *
 * @param method {@code package.Class.method} below org.zknode.rollup
 * @param caller the next other method of the product on the stack, if any
 */
record CallSite(String method, Optional<String> caller) {
  private static final String PRODUCT = "org.zknode.rollup.";

  /** The ports' own default method update() is no call site. */
  private static final String STORE = "org.zknode.rollup.state.StateStore";

  private static final String BRIDGE_STORE = "org.zknode.rollup.bridge.BridgeStore";

  /** It hands every call on to the host's engine. */
  static final String FORWARDING = "org.zknode.rollup.engine.ForwardingEngine";

  /** Likewise with an engine's open block. */
  static final String TOLD_BLOCK = "org.zknode.rollup.engine.ToldBlock";

  /** Loops run every role and say nothing about a step. */
  private static final List<String> PLUMBING =
      List.of(
          "org.zknode.rollup.service.",
          "org.zknode.rollup.node.ServiceLoops",
          FORWARDING,
          // It tells of what was done.
          "org.zknode.rollup.engine.AnnouncingEngine",
          TOLD_BLOCK,
          "org.zknode.rollup.state.ExitRootEngine",
          STORE,
          BRIDGE_STORE);

  /** Of the calling thread. */
  static CallSite here() {
    final List<String> methods =
        StackWalker.getInstance()
            .walk(
                frames ->
                    names(frames)
                        .filter(name -> PLUMBING.stream().noneMatch(name::startsWith))
                        .map(name -> name.substring(PRODUCT.length()))
                        .distinct()
                        .limit(2)
                        .toList());
    if (methods.isEmpty()) {
      throw new IllegalStateException("a port is called from outside of the product");
    }
    return new CallSite(methods.getFirst(), methods.stream().skip(1).findFirst());
  }

  private static Stream<String> names(final Stream<StackWalker.StackFrame> frames) {
    return frames
        .filter(frame -> frame.getClassName().startsWith(PRODUCT))
        .map(frame -> name(frame.getClassName(), frame.getMethodName()));
  }

  /** A lambda has the name of the method that it is written in. */
  static String name(final String className, final String method) {
    final String owner = method.startsWith("lambda$") ? method.split("\\$")[1] : method;
    return className + "." + (owner.equals("new") ? "<init>" : owner);
  }

  @Override
  public String toString() {
    return method + caller.map(from -> " < " + from).orElse("");
  }
}
