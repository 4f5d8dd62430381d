/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.zknode.plugin.besu.ZksOnDevp2p;
import org.zknode.rollup.l1.L1Config;
import org.zknode.rollup.metrics.Metrics;
import org.zknode.rollup.replay.ReplayRecords;
import org.zknode.rollup.state.StateStore;
import org.zknode.rollup.verification.VerifierNetwork;
import org.zknode.rollup.zks.ZksHub;
import org.zknode.zks.wire.Capability;

/**
 * Our classes as one plugin jar in which only the benchmark's plugin is announced, made of what
 * this JVM runs with: jars of a distribution, or class folders of a build.
 */
final class BesuPluginJar {
  private static final String SERVICES = "META-INF/services/org.hyperledger.besu.plugin.BesuPlugin";

  /** By name: its class can only be loaded where Besu is. */
  private static final String PLUGIN = "org.zknode.bench.besu.BenchPlugin";

  /** One class of each module that the plugin needs. */
  private static final List<Class<?>> MODULES =
      List.of(
          Capability.class,
          Metrics.class,
          ReplayRecords.class,
          StateStore.class,
          L1Config.class,
          VerifierNetwork.class,
          ZksHub.class,
          ZksOnDevp2p.class,
          BesuPluginJar.class);

  private BesuPluginJar() {}

  static void write(final Path jar) throws IOException {
    final Set<String> written = new HashSet<>();
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(SERVICES));
      zip.write(PLUGIN.getBytes(StandardCharsets.UTF_8));
      written.add(SERVICES);
      for (final Class<?> type : MODULES) {
        final Path source = location(type);
        if (Files.isDirectory(source)) {
          addAll(source, zip, written);
        } else {
          try (FileSystem content = FileSystems.newFileSystem(source)) {
            addAll(content.getPath("/"), zip, written);
          }
        }
      }
    }
  }

  private static Path location(final Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException("no place of " + type, e);
    }
  }

  private static void addAll(final Path root, final ZipOutputStream zip, final Set<String> written)
      throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (final Path file : files.filter(Files::isRegularFile).toList()) {
        final String name = root.relativize(file).toString();
        if (written.add(name)) {
          zip.putNextEntry(new ZipEntry(name));
          try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(zip);
          }
        }
      }
    }
  }
}
