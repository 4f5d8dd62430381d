/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Classes by internal name in the order in which the host's class loaders find them: JDK, then the
 * host's libraries, then the plugin's own.
 */
final class ClassTable implements AutoCloseable {
  private static final String SUFFIX = ".class";

  /** Who brings a class. */
  enum Origin {
    JDK,
    HOST,
    PLUGIN
  }

  /** A class and where it was found. */
  record Found(ClassModel model, Origin origin) {}

  private record Location(JarFile jar, JarEntry entry, Origin origin) {}

  private final List<JarFile> open = new ArrayList<>();
  private final Map<String, Location> locations = new HashMap<>();
  private final Map<String, Optional<Found>> cache = new HashMap<>();

  /** Adds jars; a class that is already there keeps its place. */
  void add(final List<Path> jars, final Origin origin) throws IOException {
    for (final Path path : jars) {
      final JarFile jar = new JarFile(path.toFile());
      open.add(jar);
      for (final Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        final JarEntry entry = entries.nextElement();
        if (isClass(entry)) {
          final String name = entry.getName();
          locations.putIfAbsent(
              name.substring(0, name.length() - SUFFIX.length()), new Location(jar, entry, origin));
        }
      }
    }
  }

  static boolean isClass(final JarEntry entry) {
    return entry.getName().endsWith(SUFFIX)
        && !entry.getName().startsWith("META-INF/")
        && !entry.getName().endsWith("module-info.class");
  }

  /** The class of that internal name ({@code java/lang/Object}). */
  Optional<Found> find(final String name) {
    final Optional<Found> cached = cache.get(name);
    if (cached != null) {
      return cached;
    }
    final Optional<Found> found = load(name);
    cache.put(name, found);
    return found;
  }

  private Optional<Found> load(final String name) {
    try (InputStream jdk =
        ClassLoader.getPlatformClassLoader().getResourceAsStream(name + SUFFIX)) {
      if (jdk != null) {
        return Optional.of(new Found(ClassFile.of().parse(jdk.readAllBytes()), Origin.JDK));
      }
      final Location location = locations.get(name);
      if (location == null) {
        return Optional.empty();
      }
      try (InputStream in = location.jar().getInputStream(location.entry())) {
        return Optional.of(new Found(ClassFile.of().parse(in.readAllBytes()), location.origin()));
      }
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException("class " + name + " cannot be read", e);
    }
  }

  @Override
  public void close() throws IOException {
    for (final JarFile jar : open) {
      jar.close();
    }
  }
}
