/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.tools.BesuJava;

/** One executor of the devnet; nobody minds when it ends. */
public final class ExecutorProcess implements AutoCloseable {
  private static final String MAIN = "org.zknode.plugin.ExecutorProcess";

  private final String name;
  private final Path directory;
  private final List<String> command;
  private final int port;
  private ChildProcess process;

  /**
   * @param directory gets its log
   */
  ExecutorProcess(
      final String name,
      final Path directory,
      final BesuJava java,
      final Path genesis,
      final int port) {
    this.name = name;
    this.directory = directory;
    this.port = port;
    this.command =
        java.command(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            MAIN,
            List.of(
                "--genesis-file=" + genesis,
                "--plugin-executor-host=" + Ports.HOST,
                "--plugin-executor-port=" + port));
  }

  public int port() {
    return port;
  }

  /** As in the main node's flags. */
  public String url() {
    return "grpc://%s:%d".formatted(Ports.HOST, port);
  }

  /** Starts without waiting. */
  public void start() {
    process = ChildProcess.start(name, directory, Map.of(), command);
  }

  /** SIGKILL. */
  public void killHard() {
    process.killHard();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
