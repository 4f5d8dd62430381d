/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.http.HttpClient;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedTransferQueue;

/** The rules of docs/concepts/architecture.md that a machine can hold. */
@AnalyzeClasses(
    packages = "org.zknode",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class ArchitectureTest {
  private static final String GENERATED = "org.zknode.proto..";

  /** acceptance-tests → distribution → plugin → rollup-services → zks-protocol, never back. */
  @ArchTest
  static final ArchRule DEPENDENCIES_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.zknode..")
          .layer("protocol")
          .definedBy("org.zknode.eth..", "org.zknode.rlp..", "org.zknode.zks..")
          .layer("services")
          .definedBy("org.zknode.rollup..", GENERATED)
          .layer("plugin")
          .definedBy("org.zknode.plugin..", "org.zknode.tools..")
          .layer("distribution")
          .definedBy(
              "org.zknode.contracts..",
              "org.zknode.rlpx..",
              "org.zknode.embedded..",
              "org.zknode.launcher..",
              "org.zknode.devnet..",
              "org.zknode.bench..",
              "org.zknode.bridgeclient..",
              "org.zknode.devprover..",
              "org.zknode.explorer..",
              "org.zknode.probe..")
          .whereLayer("distribution")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("plugin")
          .mayOnlyBeAccessedByLayers("distribution")
          .whereLayer("services")
          .mayOnlyBeAccessedByLayers("plugin", "distribution");

  /**
   * The benchmark has a plugin of its own, which runs inside Besu and is never shipped in the zip.
   */
  @ArchTest
  static final ArchRule ONLY_THE_PLUGIN_KNOWS_BESU =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.zknode.plugin..", "org.zknode.bench.besu..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.hyperledger.besu..");

  @ArchTest
  static final ArchRule NO_CIRCLES_OF_PACKAGES =
      slices().matching("org.zknode.(**)").should().beFreeOfCycles();

  private static final String[] SEQUENCER = {
    "org.zknode.rollup.sequencer..", "org.zknode.rollup.sequencesender.."
  };
  private static final String SYNCHRONIZER = "org.zknode.rollup.synchronizer..";
  private static final String AGGREGATOR = "org.zknode.rollup.aggregator..";
  private static final String BRIDGE = "org.zknode.rollup.bridge..";

  /** The roles meet in the state DB and on L1; their modules do not see each other either. */
  @ArchTest
  static final ArchRule THE_SEQUENCER_SEES_NO_OTHER_ROLE =
      noClasses()
          .that()
          .resideInAnyPackage(SEQUENCER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SYNCHRONIZER, AGGREGATOR, BRIDGE);

  @ArchTest
  static final ArchRule NO_OTHER_ROLE_SEES_THE_SEQUENCER =
      noClasses()
          .that()
          .resideInAnyPackage(SYNCHRONIZER, AGGREGATOR, BRIDGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SEQUENCER);

  @ArchTest
  static final ArchRule THE_SYNCHRONIZER_SEES_NEITHER_AGGREGATOR_NOR_BRIDGE =
      noClasses()
          .that()
          .resideInAPackage(SYNCHRONIZER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(AGGREGATOR, BRIDGE);

  @ArchTest
  static final ArchRule THE_BRIDGE_SEES_NEITHER_SYNCHRONIZER_NOR_AGGREGATOR =
      noClasses()
          .that()
          .resideInAPackage(BRIDGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SYNCHRONIZER, AGGREGATOR);

  @ArchTest
  static final ArchRule THE_AGGREGATOR_DOES_NOT_SEE_THE_BRIDGE =
      noClasses()
          .that()
          .resideInAPackage(AGGREGATOR)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BRIDGE);

  /** Two nodes must run in one JVM. */
  @ArchTest
  static final ArchRule NO_STATIC_MUTABLE_STATE =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage(GENERATED)
          .should()
          .beFinal();

  /**
   * HTTP/1.1 alone: when a call of HTTP/2 is given up while Besu works on it, Besu's worker waits a
   * minute for a stream that nobody reads; twenty such calls silence its JSON-RPC.
   */
  @ArchTest
  static final ArchRule HTTP_CLIENTS_SPEAK_HTTP_1_1 =
      classes()
          .that(
              DescribedPredicate.describe(
                  "make an HTTP client",
                  type ->
                      type.getMethodCallsFromSelf().stream()
                          .anyMatch(
                              call ->
                                  call.getTargetOwner().isEquivalentTo(HttpClient.class)
                                      && call.getName().startsWith("new"))))
          .should()
          .accessField(HttpClient.Version.class, "HTTP_1_1");

  /** One way to ask by JSON-RPC; benchmarks read a page of metrics and a REST interface, too. */
  @ArchTest
  static final ArchRule ONE_HTTP_CLIENT =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.zknode.rollup.jsonrpc..")
          .and()
          .doNotHaveFullyQualifiedName("org.zknode.bench.rollup.NodeMetrics")
          .and()
          .doNotHaveFullyQualifiedName("org.zknode.bench.bridge.ProofLoad")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(HttpClient.class);

  @ArchTest
  static final ArchRule NO_BARE_THREADS =
      noClasses()
          .should()
          .callConstructor(Thread.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class)
          .orShould()
          .callConstructor(Thread.class, Runnable.class, String.class)
          .because("threads are virtual or named, by Thread.ofVirtual() and Thread.ofPlatform()");

  @ArchTest
  static final ArchRule NO_UNBOUNDED_QUEUES =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              ConcurrentLinkedQueue.class, ConcurrentLinkedDeque.class, LinkedTransferQueue.class)
          .orShould()
          .callConstructor(java.util.concurrent.LinkedBlockingQueue.class)
          .orShould()
          .callConstructor(java.util.concurrent.LinkedBlockingDeque.class);

  /** The terminal belongs to the commands; everything else logs. */
  @ArchTest
  static final ArchRule NO_SYSTEM_OUT =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .and()
          .doNotHaveSimpleName("EmbeddedNode")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  private ArchitectureTest() {}
}
