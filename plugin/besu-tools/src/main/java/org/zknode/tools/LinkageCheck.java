/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.InterfaceMethodRefEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.zknode.tools.ClassTable.Found;
import org.zknode.tools.ClassTable.Origin;
import org.zknode.tools.MemberLookup.Member;

/**
 * Does every class, field and method that our classes refer to exist in this Besu? Answers it from
 * the constant pools, without running anything, as the JVM would resolve them: JDK first, then
 * Besu's libraries, then the plugin's own jars. Also finds methods that an interface of this Besu
 * demands and our class does not have, and members that are used by reflection.
 */
public final class LinkageCheck {
  /** Classes under this prefix are ours; those of bundled libraries are not judged. */
  private static final String OURS = "org/zknode/";

  /** Field that the plugin reads by reflection, which no constant pool shows. */
  record ReflectiveField(String owner, String name, String type) {}

  static final ReflectiveField CONTROLLER =
      new ReflectiveField(
          "org/hyperledger/besu/cli/BesuCommand",
          "besuController",
          "Lorg/hyperledger/besu/controller/BesuController;");

  static final ReflectiveField CHANNEL =
      new ReflectiveField(
          "org/hyperledger/besu/ethereum/p2p/rlpx/connections/netty/NettyPeerConnection",
          "ctx",
          "Lio/netty/channel/ChannelHandlerContext;");

  /**
   * @param classes how many of our classes were looked at
   * @param references how many distinct references they have
   * @param misses what does not resolve, one line each
   */
  public record Report(int classes, int references, List<String> misses) {
    public Report {
      misses = List.copyOf(misses);
    }
  }

  private final List<Path> hostJars;
  private final List<Path> pluginJars;
  private final List<ReflectiveField> reflective;

  /** Checks the jars of the plugin zip against that Besu. */
  public LinkageCheck(final BesuHome besu, final List<Path> pluginJars) {
    this(besu.libraries(), pluginJars, List.of(CONTROLLER, CHANNEL));
  }

  LinkageCheck(
      final List<Path> hostJars,
      final List<Path> pluginJars,
      final List<ReflectiveField> reflective) {
    this.hostJars = List.copyOf(hostJars);
    this.pluginJars = List.copyOf(pluginJars);
    this.reflective = List.copyOf(reflective);
  }

  /**
   * @throws ToolException a jar cannot be read
   */
  public Report run() throws ToolException {
    try (ClassTable classes = new ClassTable()) {
      classes.add(hostJars, Origin.HOST);
      classes.add(pluginJars, Origin.PLUGIN);
      return new Run(classes).report();
    } catch (final IOException e) {
      throw new ToolException("a jar cannot be read: " + e.getMessage(), e);
    }
  }

  private final class Run {
    private final ClassTable classes;
    private final MemberLookup members;
    private final SortedSet<String> references = new TreeSet<>();
    private final SortedSet<String> misses = new TreeSet<>();
    private int count;

    Run(final ClassTable classes) {
      this.classes = classes;
      this.members = new MemberLookup(classes);
    }

    Report report() throws IOException {
      for (final Path path : pluginJars) {
        try (JarFile jar = new JarFile(path.toFile())) {
          for (final Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            final JarEntry entry = entries.nextElement();
            if (entry.getName().startsWith(OURS) && ClassTable.isClass(entry)) {
              check(ClassFile.of().parse(jar.getInputStream(entry).readAllBytes()));
            }
          }
        }
      }
      reflective.forEach(this::check);
      return new Report(count, references.size(), List.copyOf(misses));
    }

    private void check(final ClassModel model) {
      count++;
      final String user = model.thisClass().asInternalName().replace('/', '.');
      for (final PoolEntry entry : model.constantPool()) {
        switch (entry) {
          case ClassEntry reference -> checkClass(reference.asInternalName(), user);
          case FieldRefEntry reference -> checkField(reference, user);
          case MethodRefEntry reference -> checkMethod(reference, false, user);
          case InterfaceMethodRefEntry reference -> checkMethod(reference, true, user);
          default -> {
            // No other kind of entry is resolved to another class's member.
          }
        }
      }
      if (!model.flags().has(AccessFlag.ABSTRACT)) {
        checkImplementsAll(model, user);
      }
    }

    private void checkClass(final String name, final String user) {
      final String element = name.replaceFirst("^\\[+L?", "").replaceFirst(";$", "");
      // What is left of an array of primitives is one letter.
      final boolean primitive = name.startsWith("[") && element.length() == 1;
      if (primitive) {
        return;
      }
      references.add(element);
      final Optional<Found> found = classes.find(element);
      if (found.isEmpty()) {
        miss("class " + element.replace('/', '.'), "is missing", user);
      } else if (found.get().origin() == Origin.HOST
          && !found.get().model().flags().has(AccessFlag.PUBLIC)) {
        miss("class " + element.replace('/', '.'), "is not public", user);
      }
    }

    private void checkField(final FieldRefEntry reference, final String user) {
      final String text = "field " + describe(reference) + " " + reference.type().stringValue();
      judge(
          text,
          members.field(
              reference.owner().asInternalName(),
              reference.name().stringValue(),
              reference.type().stringValue()),
          reference,
          user);
    }

    private void checkMethod(
        final MemberRefEntry reference, final boolean onInterface, final String user) {
      final String owner = reference.owner().asInternalName();
      if (owner.startsWith("[")) {
        return; // clone() of an array
      }
      final String text = "method " + describe(reference) + reference.type().stringValue();
      final Optional<Found> found = classes.find(owner);
      if (found.isPresent()
          && found.get().model().flags().has(AccessFlag.INTERFACE) != onInterface) {
        miss(text, onInterface ? "is not in an interface" : "is in an interface", user);
        return;
      }
      judge(
          text,
          members.method(owner, reference.name().stringValue(), reference.type().stringValue()),
          reference,
          user);
    }

    private void judge(
        final String text,
        final Optional<Member> member,
        final MemberRefEntry reference,
        final String user) {
      references.add(text);
      if (classes.find(reference.owner().asInternalName()).isEmpty()) {
        return; // reported once as a missing class
      }
      if (member.isEmpty()) {
        miss(text, "is missing", user);
      } else if (!member.get().isUsable()) {
        miss(text, "is not accessible", user);
      }
    }

    /** An abstract method of the host that ours does not implement fails only when called. */
    private void checkImplementsAll(final ClassModel model, final String user) {
      final String name = model.thisClass().asInternalName();
      for (final Found found : members.hierarchy(name)) {
        if (found.origin() != Origin.HOST) {
          continue;
        }
        for (final MethodModel method : found.model().methods()) {
          if (!method.flags().has(AccessFlag.ABSTRACT)) {
            continue;
          }
          final String methodName = method.methodName().stringValue();
          final String type = method.methodType().stringValue();
          if (members.method(name, methodName, type).orElseThrow().isAbstract()) {
            miss(
                "method %s.%s%s"
                    .formatted(
                        found.model().thisClass().asInternalName().replace('/', '.'),
                        methodName,
                        type),
                "is not implemented",
                user);
          }
        }
      }
    }

    private void check(final ReflectiveField field) {
      final String text = "field %s.%s".formatted(field.owner().replace('/', '.'), field.name());
      references.add(text);
      if (members.field(field.owner(), field.name(), field.type()).isEmpty()) {
        miss(text, "is missing", "reflection");
      }
    }

    private String describe(final MemberRefEntry reference) {
      return reference.owner().asInternalName().replace('/', '.')
          + "."
          + reference.name().stringValue();
    }

    private void miss(final String what, final String problem, final String user) {
      misses.add("%s %s (used by %s)".formatted(what, problem, user));
    }
  }
}
