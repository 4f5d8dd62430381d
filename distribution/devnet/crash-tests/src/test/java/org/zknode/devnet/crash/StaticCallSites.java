/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the product's byte code: every method that calls a changing operation of a port. */
final class StaticCallSites {
  private static final String PRODUCT = "org/zknode/rollup/";

  private StaticCallSites() {}

  /** Call sites, each with the ports that it changes something through. */
  static SortedMap<String, Set<String>> find() {
    final SortedMap<String, Set<String>> sites = new TreeMap<>();
    for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (isProduct(entry)) {
        try {
          scanEntry(Path.of(entry), sites);
        } catch (final IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return sites;
  }

  /** The modules of rollup-services, as jars or as folders of their classes; not their tests. */
  private static boolean isProduct(final String entry) {
    return (entry.contains("rollup-services/") || entry.matches(".*/rollup-[^/]*\\.jar"))
        && !entry.endsWith("test-classes")
        && !entry.endsWith("-tests.jar");
  }

  private static void scanEntry(final Path code, final SortedMap<String, Set<String>> sites)
      throws IOException {
    if (Files.isDirectory(code)) {
      scan(code, sites);
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + code.toUri()), Map.of())) {
      scan(jar.getPath("/"), sites);
    }
  }

  private static void scan(final Path root, final SortedMap<String, Set<String>> sites)
      throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (final Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        final ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
        final String name = model.thisClass().asInternalName();
        // The ports themselves and what is behind them are not steps of a role.
        if (name.startsWith(PRODUCT)
            && Ports.CHANGES.keySet().stream().noneMatch(port -> internal(port).equals(name))
            && !name.equals(CallSite.FORWARDING.replace('.', '/'))
            && !name.equals(CallSite.TOLD_BLOCK.replace('.', '/'))
            && !name.contains("/postgres/")) {
          model.methods().forEach(method -> scan(name, method, sites));
        }
      }
    }
  }

  private static void scan(
      final String owner, final MethodModel method, final SortedMap<String, Set<String>> sites) {
    method
        .code()
        .ifPresent(
            code ->
                code.forEach(
                    element ->
                        port(element)
                            .ifPresent(
                                port ->
                                    sites
                                        .computeIfAbsent(
                                            site(owner, method.methodName().stringValue()),
                                            site -> new TreeSet<>())
                                        .add(port))));
  }

  private static String site(final String owner, final String method) {
    return CallSite.name(owner.replace('/', '.'), method).substring(PRODUCT.length());
  }

  private static Optional<String> port(final Object element) {
    return switch (element) {
      case InvokeInstruction call -> port(call.owner().asInternalName(), call.name().stringValue());
      case InvokeDynamicInstruction call ->
          call.invokedynamic().bootstrap().arguments().stream()
              .filter(MethodHandleEntry.class::isInstance)
              .map(argument -> ((MethodHandleEntry) argument).reference())
              .flatMap(reference -> reference(reference).stream())
              .findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<String> reference(final MemberRefEntry reference) {
    return port(reference.owner().asInternalName(), reference.name().stringValue());
  }

  private static Optional<String> port(final String owner, final String method) {
    return Ports.CHANGES.entrySet().stream()
        .filter(port -> internal(port.getKey()).equals(owner))
        .filter(port -> port.getValue().contains(method))
        .map(port -> Ports.label(port.getKey()))
        .findFirst();
  }

  private static String internal(final Class<?> type) {
    return type.getName().replace('.', '/');
  }
}
