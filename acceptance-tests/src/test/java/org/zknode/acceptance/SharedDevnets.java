/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.zknode.devnet.Devnet;
import org.zknode.devnet.DevnetOptions.Engine;
import org.zknode.devnet.DevnetSetup;

/**
 * The devnet of all classes that only talk to its nodes or start nodes beside them: to start one
 * takes a minute of a processor. Whoever kills, wipes, cuts or needs a batch has one of its own.
 * Batches do not end in it, so that nothing goes to L1 and blocks come by replay only.
 */
final class SharedDevnets implements AutoCloseable {
  private static final Map<String, String> NO_BATCH =
      Map.of("--plugin-sequencer-batch-timeout", "PT1H");

  private Devnet running;

  private SharedDevnets() {}

  /**
   * The running one, or a new one: there is one at a time, since each costs processor time while it
   * lives. The last one is closed after the last test of the JVM.
   */
  synchronized Devnet of(final Engine engine) {
    Engines.require(engine);
    if (running != null && running.options().engine() != engine) {
      close();
    }
    if (running == null) {
      running =
          Devnet.start(
              Engines.options(engine, Optional.empty()),
              DevnetSetup.withMainFlags(NO_BATCH),
              Engines.home(),
              new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }
    return running;
  }

  @Override
  public synchronized void close() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** Gives them to whoever has such a parameter. */
  static final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedDevnets.class);

    @Override
    public boolean supportsParameter(
        final ParameterContext parameter, final ExtensionContext extension) {
      return parameter.getParameter().getType() == SharedDevnets.class;
    }

    @Override
    public SharedDevnets resolveParameter(
        final ParameterContext parameter, final ExtensionContext extension) {
      return extension
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(
              SharedDevnets.class, key -> new SharedDevnets(), SharedDevnets.class);
    }
  }
}
