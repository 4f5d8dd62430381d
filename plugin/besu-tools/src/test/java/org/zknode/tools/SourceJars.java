/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Jars made of source text. */
final class SourceJars {
  private SourceJars() {}

  /** Compiles the sources ({@code package/Name} to text) into a jar. */
  static Path jar(
      final Path scratch,
      final Path target,
      final List<Path> classPath,
      final Map<String, String> sources,
      final Map<String, String> resources,
      final String version)
      throws IOException {
    Files.createDirectories(target.getParent());
    final Path work = Files.createTempDirectory(scratch, "src");
    final Path classes = Files.createDirectory(work.resolve("classes"));
    final List<String> arguments =
        new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
    if (!classPath.isEmpty()) {
      arguments.add("-classpath");
      arguments.add(String.join(":", classPath.stream().map(Path::toString).toList()));
    }
    for (final Map.Entry<String, String> source : sources.entrySet()) {
      final Path file = work.resolve(source.getKey() + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (!sources.isEmpty()
        && compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("compilation failed: " + Arrays.asList(arguments));
    }
    final Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> compiled = Files.walk(classes)) {
      for (final Path path : compiled.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
        Files.copy(path, out);
      }
      for (final Map.Entry<String, String> resource : resources.entrySet()) {
        out.putNextEntry(new ZipEntry(resource.getKey()));
        out.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return target;
  }

  /** A flat zip of files plus one text entry. */
  static Path zip(
      final Path target, final List<Path> files, final String textEntry, final String text)
      throws IOException {
    try (OutputStream file = Files.newOutputStream(target);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (final Path path : files) {
        out.putNextEntry(new ZipEntry(path.getFileName().toString()));
        Files.copy(path, out);
      }
      out.putNextEntry(new ZipEntry(textEntry));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return target;
  }
}
