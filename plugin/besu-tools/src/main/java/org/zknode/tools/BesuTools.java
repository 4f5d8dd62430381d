/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands {@code check-besu} and {@code install}. Exit codes: 0 done, 1 the Besu does not fit
 * or something is in the way, 2 wrong usage.
 */
@Command(
    name = "zknode",
    subcommands = {BesuTools.Check.class, BesuTools.Install.class})
public final class BesuTools {
  private static final int FAILED = 1;

  private final PrintStream out;

  private BesuTools(final PrintStream out) {
    this.out = out;
  }

  /** Runs a command line; returns the exit code. */
  public static int run(final PrintStream out, final PrintStream err, final String... args) {
    return new CommandLine(new BesuTools(out))
        .setOut(writer(out))
        .setErr(writer(err))
        .setExecutionExceptionHandler(
            (exception, line, result) -> {
              if (!(exception instanceof ToolException)) {
                throw exception;
              }
              err.println("zknode: " + exception.getMessage());
              return FAILED;
            })
        .execute(args);
  }

  private static PrintWriter writer(final PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private abstract static class OnBesu implements Callable<Integer> {
    @Option(
        names = "--zip",
        required = true,
        paramLabel = "<file>",
        description = "the plugin zip of this distribution")
    Path zip;

    @Parameters(paramLabel = "<besu directory>", description = "holds lib and plugins")
    Path directory;

    @Spec CommandSpec spec;

    PrintStream out() {
      return ((BesuTools) spec.parent().userObject()).out;
    }

    /** True when everything resolves; prints what does not. */
    boolean fits(final BesuHome besu, final PluginZip plugin) throws ToolException {
      final LinkageCheck.Report report = new LinkageCheck(besu, plugin.jars()).run();
      report.misses().forEach(out()::println);
      out()
          .printf(
              "%d references of %d classes checked against Besu %s: %s%n",
              report.references(),
              report.classes(),
              besu.version(),
              report.misses().isEmpty()
                  ? "all resolve"
                  : report.misses().size() + " do not resolve");
      return report.misses().isEmpty();
    }
  }

  @Command(
      name = "check-besu",
      description = "Does every class, field and method that the plugin links to exist there?")
  static final class Check extends OnBesu {
    @Override
    public Integer call() throws ToolException {
      final BesuHome besu = BesuHome.open(directory);
      return inTemporary(dir -> fits(besu, PluginZip.unpack(zip, dir)) ? 0 : FAILED);
    }
  }

  @Command(
      name = "install",
      description = "Checks the Besu, then installs or upgrades the plugin in it, or removes it")
  static final class Install extends OnBesu {
    @Option(names = "--remove", description = "remove an earlier installation")
    boolean remove;

    @Override
    public Integer call() throws ToolException {
      final BesuHome besu = BesuHome.open(directory);
      final PluginInstaller installer = new PluginInstaller(besu);
      if (remove) {
        final List<String> removed = installer.remove();
        out().printf("%d files removed from %s%n", removed.size(), besu.plugins());
        return 0;
      }
      return inTemporary(
          dir -> {
            final PluginZip plugin = PluginZip.unpack(zip, dir);
            if (!fits(besu, plugin)) {
              out().println("not installed");
              return FAILED;
            }
            final Path staging = dir.resolve("prepared");
            create(staging);
            final List<String> installed = installer.install(plugin, staging);
            out().printf("%d files installed into %s%n", installed.size(), besu.plugins());
            return 0;
          });
    }
  }

  private static void create(final Path directory) throws ToolException {
    try {
      Files.createDirectory(directory);
    } catch (final IOException e) {
      throw new ToolException("%s cannot be created: %s".formatted(directory, e), e);
    }
  }

  @FunctionalInterface
  private interface Work {
    int in(Path directory) throws ToolException;
  }

  private static int inTemporary(final Work work) throws ToolException {
    final Path directory;
    try {
      directory = Files.createTempDirectory("zknode-plugin");
    } catch (final IOException e) {
      throw new ToolException("no temporary directory: " + e, e);
    }
    try {
      return work.in(directory);
    } finally {
      delete(directory);
    }
  }

  private static void delete(final Path directory) throws ToolException {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path dir, final IOException problem)
                throws IOException {
              Files.delete(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (final IOException e) {
      throw new ToolException("%s cannot be deleted: %s".formatted(directory, e), e);
    }
  }
}
