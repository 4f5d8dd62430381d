/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.zknode.devnet.process.LauncherException;

/**
 * A devnet in the foreground: Ctrl-C (SIGINT) and SIGTERM stop it in order, because the JVM's exit
 * waits until the main thread has closed it.
 */
public final class DevnetSession implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  /** How long the JVM's exit waits for the children to end. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Thread hook;
  private Devnet devnet;

  private DevnetSession(final Thread hook) {
    this.hook = hook;
  }

  /**
   * @param stopped counted down when the command is over
   */
  public static DevnetSession open(final CountDownLatch stopped) {
    final Thread main = Thread.currentThread();
    final Thread hook =
        Thread.ofPlatform()
            .name("devnet-stop")
            .unstarted(
                () -> {
                  main.interrupt();
                  try {
                    if (!stopped.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                      Runtime.getRuntime().halt(1);
                    }
                  } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Runtime.getRuntime().addShutdownHook(hook);
    return new DevnetSession(hook);
  }

  public Devnet start(final DevnetOptions options, final DevnetHome home, final PrintStream out) {
    return start(options, DevnetSetup.usual(), home, out);
  }

  public Devnet start(
      final DevnetOptions options,
      final DevnetSetup setup,
      final DevnetHome home,
      final PrintStream out) {
    devnet = Devnet.start(options, setup, home, out);
    DevnetDescription.print(devnet, out);
    return devnet;
  }

  /** Drives itself until so many batches are verified. */
  public DevnetResult drive(
      final Devnet running, final int wanted, final PrintStream out, final long startNanos) {
    return new SelfDrive(running, out, startNanos).run(wanted);
  }

  /** Shows progress until the user stops it or a part dies. */
  public void show(final Devnet running, final PrintStream out) {
    out.println("Press Ctrl-C to stop.");
    final List<ProgressPrinter> printers =
        running.rollups().stream().map(rollup -> running.progressOf(rollup, out)).toList();
    while (!Thread.currentThread().isInterrupted()) {
      running.requireAlive();
      printers.forEach(ProgressPrinter::print);
      try {
        Thread.sleep(POLL);
      } catch (final InterruptedException e) {
        out.println("stopping ...");
        // Closing needs to wait for processes, which an interrupted thread cannot.
        return;
      }
    }
  }

  /** Stops the devnet, so that the next one can be started. */
  public void stop() {
    // An interrupt that came late must not keep the children from being stopped.
    final boolean interrupted = Thread.interrupted();
    try {
      if (devnet != null) {
        devnet.close();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (final IllegalStateException exiting) {
      // The JVM is on its way out and the hook is waiting for us.
      return;
    }
    if (hook.isAlive()) {
      throw new LauncherException("the stop hook runs although the JVM does not exit");
    }
  }
}
