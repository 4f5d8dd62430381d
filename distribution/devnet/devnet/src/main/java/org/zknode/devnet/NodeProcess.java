/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;

/** One L2 node of the devnet: can be stopped, killed and started again on the same data. */
public final class NodeProcess implements AutoCloseable {
  /** A node that dies is told at once; four Besus that start on two cores take their time. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(4);

  private static final Duration POLL = Duration.ofMillis(200);

  private final String name;
  private final Path directory;
  private final List<String> command;
  private final List<String> isolatedCommand;
  private final Map<String, String> environment;
  private final JsonRpc rpc;
  private ChildProcess process;

  /**
   * @param directory data folder of the node; its log stands beside it
   * @param isolatedCommand the same node without devp2p peers to dial
   */
  NodeProcess(
      final String name,
      final Path directory,
      final List<String> command,
      final List<String> isolatedCommand,
      final Map<String, String> environment,
      final int rpcPort) {
    this.name = name;
    this.directory = directory;
    this.command = List.copyOf(command);
    this.isolatedCommand = List.copyOf(isolatedCommand);
    this.environment = Map.copyOf(environment);
    this.rpc = new JsonRpc(URI.create("http://%s:%d".formatted(Ports.HOST, rpcPort)));
  }

  public String name() {
    return name;
  }

  public JsonRpc rpc() {
    return rpc;
  }

  /** Starts without waiting. */
  public void start() {
    process = ChildProcess.start(name, directory.getParent(), environment, command);
  }

  /** Starts without waiting and without dialling any devp2p peer. */
  public void startIsolated() {
    process = ChildProcess.start(name, directory.getParent(), environment, isolatedCommand);
  }

  /** Waits until the node answers zkevm_batchNumber, which it does when its roles run. */
  public void awaitReady() {
    final long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (rpc.tryCall("zkevm_batchNumber").isEmpty()) {
      if (!process.isAlive()) {
        throw new LauncherException(
            "%s ended with code %d while it started; the end of %s:%n%s"
                .formatted(name, process.exitCode(), process.log(), process.logTail(15)));
      }
      if (System.nanoTime() > deadline) {
        throw new LauncherException(
            "%s does not answer on %s after %d s; the end of %s:%n%s"
                .formatted(
                    name,
                    rpc.url(),
                    START_TIMEOUT.toSeconds(),
                    process.log(),
                    process.logTail(15)));
      }
      Pause.of(POLL);
    }
  }

  /** Number of the newest block; 0 when the node does not answer. */
  public long head() {
    return rpc.tryQuantity("eth_blockNumber").orElse(0L);
  }

  /** Waits until the node has that block. */
  public void awaitBlock(final long number) {
    final long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (head() < number) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new LauncherException(
            "%s is at block %d and does not reach block %d; the end of %s:%n%s"
                .formatted(name, head(), number, process.log(), process.logTail(15)));
      }
      Pause.of(POLL);
    }
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** The process of the last start: its log, and its exit code when it has ended. */
  public ChildProcess process() {
    return process;
  }

  /** SIGKILL. */
  public void killHard() {
    process.killHard();
  }

  /** Deletes everything that the node keeps on disk; it must be stopped. */
  public void wipe() {
    if (isAlive()) {
      throw new IllegalStateException(name + " is running");
    }
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be deleted: %s".formatted(directory, e), e);
    }
  }

  /** SIGTERM, and SIGKILL when that does not help. */
  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
