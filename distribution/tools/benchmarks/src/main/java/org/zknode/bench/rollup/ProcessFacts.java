/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.rollup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zknode.devnet.process.ChildProcess;
import org.zknode.devnet.process.LauncherException;

/** Memory and processor time of a node's JVM, asked from outside. */
final class ProcessFacts {
  private static final double MIB_PER_KIB = 1.0 / 1024;
  private static final Pattern USED_KIB = Pattern.compile("used (\\d+)K");

  private final ProcessHandle process;

  ProcessFacts(final ChildProcess child) {
    this.process =
        child
            .handle()
            .orElseThrow(() -> new LauncherException(child.name() + " is not running any more"));
  }

  /** Seconds of processor time since it started. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** MiB of the Java heap that a full collection leaves. */
  double heapAfterGcMib() {
    jcmd("GC.run");
    double kib = 0;
    for (final String line : jcmd("GC.heap_info").lines().toList()) {
      final Matcher used = USED_KIB.matcher(line);
      // Metaspace and class space are not the heap.
      if (used.find() && !line.contains("space ")) {
        kib += Double.parseDouble(used.group(1));
      }
    }
    return kib * MIB_PER_KIB;
  }

  /** MiB of memory that the operating system keeps for it. */
  double residentMib() {
    return Double.parseDouble(run("ps", "-o", "rss=", "-p", Long.toString(process.pid())).strip())
        * MIB_PER_KIB;
  }

  private String jcmd(final String command) {
    final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    return run(jcmd.toString(), Long.toString(process.pid()), command);
  }

  private static String run(final String... command) {
    try {
      final Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
      final String output =
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (child.waitFor() != 0) {
        throw new LauncherException("%s failed: %s".formatted(List.of(command), output));
      }
      return output;
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be run: %s".formatted(command[0], e.getMessage()), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted", e);
    }
  }
}
