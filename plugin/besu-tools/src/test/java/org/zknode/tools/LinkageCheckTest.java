/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zknode.tools.LinkageCheck.ReflectiveField;

class LinkageCheckTest {
  private static final String API =
      """
      package host;
      public class Api extends Base {
        public static int level = 1;
        public static String name(Object o) { return "x"; }
        public void own() {}
      }
      """;
  private static final String BASE =
      "package host; public class Base { public void inherited() {} private int hidden; }";
  private static final String LISTENER =
      "package host; public interface Listener { void on(int i); default void off() {} }";
  private static final String USER =
      """
      package org.zknode.demo;
      public class User implements host.Listener {
        public void on(int i) {
          new host.Api().inherited();
          new host.Api().own();
          host.Api.level = 2;
          off();
          host.Api[] none = {};
          none.clone();
          System.getProperty(host.Api.name(this) + i);
          Runnable r = new host.Api()::own;
          r.run();
        }
      }
      """;

  @TempDir Path dir;
  private int jars;

  @Test
  void everythingResolvesIncludingInheritedMembers() throws Exception {
    final LinkageCheck.Report report = check(API, BASE, LISTENER);
    assertThat(report.misses()).isEmpty();
    assertThat(report.classes()).isEqualTo(1);
    assertThat(report.references()).isGreaterThan(8);
  }

  @Test
  void aMissingClassIsListedOnce() throws Exception {
    final LinkageCheck.Report report = check(null, BASE, LISTENER);
    assertThat(report.misses())
        .containsExactly("class host.Api is missing (used by org.zknode.demo.User)");
  }

  @Test
  void changedMembersAreListed() throws Exception {
    final LinkageCheck.Report report =
        check(
            API.replace("int level", "long level")
                .replace("String name(Object o)", "String name(String o)")
                .replace("public void own", "void own"),
            BASE.replace("inherited", "gone"),
            LISTENER);
    assertThat(report.misses())
        .containsExactly(
            "field host.Api.level I is missing (used by org.zknode.demo.User)",
            "method host.Api.inherited()V is missing (used by org.zknode.demo.User)",
            "method host.Api.name(Ljava/lang/Object;)Ljava/lang/String; is missing (used by"
                + " org.zknode.demo.User)",
            "method host.Api.own()V is not accessible (used by org.zknode.demo.User)");
  }

  @Test
  void aNewAbstractMethodIsListed() throws Exception {
    final LinkageCheck.Report report =
        check(API, BASE, LISTENER.replace("void on", "void more(); void on"));
    assertThat(report.misses())
        .containsExactly(
            "method host.Listener.more()V is not implemented (used by org.zknode.demo.User)");
  }

  @Test
  void aClassThatBecameAnInterfaceIsListed() throws Exception {
    final LinkageCheck.Report report =
        check(
            "package host; public interface Api { int level = 1; static String name(Object o) {"
                + " return null; } void own(); void inherited(); }",
            BASE,
            LISTENER);
    assertThat(report.misses())
        .anyMatch(miss -> miss.startsWith("method host.Api.own()V is in an interface"));
  }

  @Test
  void aFieldUsedByReflectionIsChecked() throws Exception {
    final Path host = host(API, BASE, LISTENER);
    final Path user = user();
    assertThat(
            new LinkageCheck(
                    List.of(host),
                    List.of(user),
                    List.of(
                        new ReflectiveField("host/Base", "hidden", "I"),
                        new ReflectiveField("host/Base", "absent", "I")))
                .run()
                .misses())
        .containsExactly("field host.Base.absent is missing (used by reflection)");
  }

  @Test
  void theHostsCopyOfAClassWinsOverTheBundledOne() throws Exception {
    final Path old = host(API.replace("own", "older"), BASE, LISTENER);
    final Path bundled = host(API, BASE, LISTENER);
    assertThat(new LinkageCheck(List.of(old), List.of(user(), bundled), List.of()).run().misses())
        .containsExactly("method host.Api.own()V is missing (used by org.zknode.demo.User)");
  }

  private LinkageCheck.Report check(final String api, final String base, final String listener)
      throws IOException, ToolException {
    return new LinkageCheck(List.of(host(api, base, listener)), List.of(user()), List.of()).run();
  }

  private Path host(final String api, final String base, final String listener) throws IOException {
    final Map<String, String> sources =
        api == null
            ? Map.of("host/Base", base, "host/Listener", listener)
            : Map.of("host/Api", api, "host/Base", base, "host/Listener", listener);
    return SourceJars.jar(
        dir, dir.resolve("host" + jars++ + ".jar"), List.of(), sources, Map.of(), "1");
  }

  private Path user() throws IOException {
    return SourceJars.jar(
        dir,
        dir.resolve("user" + jars++ + ".jar"),
        List.of(host(API, BASE, LISTENER)),
        Map.of("org/zknode/demo/User", USER),
        Map.of(),
        "1");
  }
}
