/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.zknode.tools.ClassTable.Found;
import org.zknode.tools.ClassTable.Origin;

/** Field and method resolution as the JVM does it (JVMS 5.4.3.2 to 5.4.3.4). */
final class MemberLookup {
  private static final String OBJECT = "java/lang/Object";

  private final ClassTable classes;

  MemberLookup(final ClassTable classes) {
    this.classes = classes;
  }

  /** A member as found, with whoever declares it. */
  record Member(Found owner, AccessFlags flags) {
    boolean isAbstract() {
      return flags.has(AccessFlag.ABSTRACT);
    }

    /** Whether a class of the plugin may use it; only members of the host are judged. */
    boolean isUsable() {
      return owner.origin() != Origin.HOST
          || flags.has(AccessFlag.PUBLIC)
          || flags.has(AccessFlag.PROTECTED);
    }
  }

  Optional<Member> field(final String owner, final String name, final String type) {
    return hierarchy(owner).stream()
        .flatMap(
            found ->
                found.model().fields().stream()
                    .filter(field -> matches(field, name, type))
                    .map(field -> new Member(found, field.flags())))
        .findFirst();
  }

  private static boolean matches(final FieldModel field, final String name, final String type) {
    return field.fieldName().equalsString(name) && field.fieldType().equalsString(type);
  }

  /** Superclasses first, then interfaces, the most specific first; a body wins over none. */
  Optional<Member> method(final String owner, final String name, final String type) {
    final List<Member> found = new ArrayList<>();
    for (final Found next : hierarchy(owner)) {
      next.model().methods().stream()
          .filter(method -> matches(next.model(), method, name, type))
          .findFirst()
          .ifPresent(method -> found.add(new Member(next, method.flags())));
    }
    return found.stream()
        .filter(member -> !member.isAbstract())
        .findFirst()
        .or(() -> found.stream().findFirst());
  }

  private static boolean matches(
      final ClassModel owner, final MethodModel method, final String name, final String type) {
    return method.methodName().equalsString(name)
        && (method.methodType().equalsString(type) || isSignaturePolymorphic(owner, method));
  }

  /** MethodHandle.invoke and the like take any descriptor (JVMS 2.9.3). */
  private static boolean isSignaturePolymorphic(final ClassModel owner, final MethodModel method) {
    final String name = owner.thisClass().asInternalName();
    return (name.equals("java/lang/invoke/MethodHandle")
            || name.equals("java/lang/invoke/VarHandle"))
        && method.flags().has(AccessFlag.NATIVE)
        && method.methodType().equalsString("([Ljava/lang/Object;)" + returnOf(method));
  }

  private static String returnOf(final MethodModel method) {
    final String type = method.methodType().stringValue();
    return type.substring(type.indexOf(')') + 1);
  }

  /** The class, its superclasses from the bottom up, then all superinterfaces. */
  List<Found> hierarchy(final String name) {
    final List<Found> result = new ArrayList<>();
    Optional<Found> next = classes.find(name);
    while (next.isPresent()) {
      result.add(next.get());
      next = next.get().model().superclass().map(ClassEntry::asInternalName).flatMap(classes::find);
    }
    for (final Found found : List.copyOf(result)) {
      addInterfaces(found, result);
    }
    // The methods of Object belong to every interface too.
    if (result.stream().noneMatch(found -> isObject(found.model()))) {
      classes.find(OBJECT).ifPresent(result::add);
    }
    return result;
  }

  private static boolean isObject(final ClassModel model) {
    return model.thisClass().asInternalName().equals(OBJECT);
  }

  private void addInterfaces(final Found found, final List<Found> result) {
    for (final ClassEntry entry : found.model().interfaces()) {
      classes
          .find(entry.asInternalName())
          .filter(candidate -> !result.contains(candidate))
          .ifPresent(
              candidate -> {
                result.add(candidate);
                addInterfaces(candidate, result);
              });
    }
  }
}
