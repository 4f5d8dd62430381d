/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zknode.eth.Keccak256;

/**
 * Installs the npm packages that our lock file pins (anvil, and solc for developers) into a cache
 * directory. An installation that is there already is used without a network; concurrent callers
 * are safe, because a complete installation appears by one rename.
 */
public final class NpmTools {
  private static final Logger LOG = LoggerFactory.getLogger(NpmTools.class);

  /** A first download is about 30 MB. */
  private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(5);

  /** Bytes of npm's output that an error message repeats. */
  private static final int MAX_OUTPUT_BYTES = 4000;

  private static final List<String> FILES = List.of("package.json", "package-lock.json", ".npmrc");

  private static final String MODULES = "node_modules";

  private final Path cacheDirectory;
  private final Source source;

  /** Where {@link #FILES} come from. */
  private interface Source {
    InputStream open(String file) throws IOException;
  }

  /**
   * Of the dev L1.
   *
   * @param cacheDirectory created when it is missing; may be shared by several processes
   */
  public NpmTools(final Path cacheDirectory) {
    this(cacheDirectory, NpmTools::resource);
  }

  /**
   * Of another package with a lock file.
   *
   * @param folder has package.json, package-lock.json and .npmrc
   */
  public NpmTools(final Path cacheDirectory, final Path folder) {
    this(cacheDirectory, file -> Files.newInputStream(folder.resolve(file)));
  }

  private NpmTools(final Path cacheDirectory, final Source source) {
    this.cacheDirectory = cacheDirectory.toAbsolutePath();
    this.source = source;
  }

  /**
   * The node_modules directory with what is needed to run (no developer tools).
   *
   * @throws NpmToolException npm is missing or failed
   */
  public Path runtimeModules() {
    return modules("runtime", List.of("--omit=dev"));
  }

  /**
   * The node_modules directory with the developer tools too (the Solidity compiler).
   *
   * @throws NpmToolException npm is missing or failed
   */
  public Path developerModules() {
    return modules("developer", List.of());
  }

  private Path modules(final String kind, final List<String> options) {
    final Path installation = cacheDirectory.resolve("npm-%s-%s".formatted(kind, lockId()));
    final Path modules = installation.resolve(MODULES);
    if (Files.isDirectory(modules)) {
      return modules;
    }
    try {
      Files.createDirectories(cacheDirectory);
      final Path attempt = Files.createTempDirectory(cacheDirectory, "npm-installing-");
      try {
        for (final String file : FILES) {
          try (InputStream in = source.open(file)) {
            Files.copy(in, attempt.resolve(file));
          }
        }
        LOG.info("installing the {} packages of a lock file with npm", kind);
        install(attempt, options);
        publish(attempt, installation);
      } finally {
        deleteTree(attempt);
      }
    } catch (final IOException e) {
      throw new NpmToolException(
          "npm packages cannot be installed in %s: %s".formatted(installation, e), e);
    }
    return modules;
  }

  /** Whoever installs first wins; the others take what that one installed. */
  static void publish(final Path attempt, final Path installation) throws IOException {
    try {
      Files.move(attempt, installation, StandardCopyOption.ATOMIC_MOVE);
    } catch (final FileSystemException e) {
      // What it is for a directory that is not empty depends on the platform.
      if (!Files.isDirectory(installation.resolve(MODULES))) {
        throw e;
      }
      LOG.debug("another process installed {} first", installation, e);
    }
  }

  private static void install(final Path directory, final List<String> options) throws IOException {
    // The packages need no install scripts: the native binary is a package of its own.
    final List<String> command =
        new ArrayList<>(
            List.of("npm", "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"));
    command.addAll(options);
    final Path output = directory.resolve("npm-output.txt");
    final Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (final IOException e) {
      throw new NpmToolException(
          "npm was not found on the PATH: install Node.js 20 or newer (with npm)", e);
    }
    try {
      if (!process.waitFor(INSTALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new NpmToolException("npm ci did not finish within " + INSTALL_TIMEOUT);
      }
      if (process.exitValue() != 0) {
        throw new NpmToolException(
            "npm ci failed with exit code %d: %s".formatted(process.exitValue(), tail(output)));
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NpmToolException("interrupted while npm ci was running", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String tail(final Path output) throws IOException {
    final byte[] bytes = Files.readAllBytes(output);
    final int from = Math.max(0, bytes.length - MAX_OUTPUT_BYTES);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
  }

  private String lockId() {
    try (InputStream in = source.open("package-lock.json")) {
      return Keccak256.hash(Bytes.wrap(in.readAllBytes())).slice(0, 6).toUnprefixedHexString();
    } catch (final IOException e) {
      throw new UncheckedIOException("the npm lock file cannot be read", e);
    }
  }

  private static InputStream resource(final String file) {
    final InputStream in = NpmTools.class.getResourceAsStream("npm/" + file);
    if (in == null) {
      throw new IllegalStateException("resource npm/%s is missing".formatted(file));
    }
    return in;
  }

  private static void deleteTree(final Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
