/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** A tool that judges a node must not use that node's own reasoning. */
@AnalyzeClasses(
    packages = "org.zknode.probe",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class ProbeArchitectureTest {
  /** The codecs and the transport; every other package of ours is off limits, new ones too. */
  private static final Set<String> SHARED =
      Set.of(
          "org.zknode.zks",
          "org.zknode.zks.wire",
          "org.zknode.zks.limit",
          "org.zknode.zks.record",
          "org.zknode.zks.signing",
          "org.zknode.eth",
          "org.zknode.rlp",
          "org.zknode.rlpx");

  private static final DescribedPredicate<JavaClass> NOT_SHARED =
      DescribedPredicate.describe(
          "are ours and neither codecs nor RLPx",
          type ->
              type.getPackageName().startsWith("org.zknode.")
                  && !type.getPackageName().startsWith("org.zknode.probe")
                  && !SHARED.contains(type.getPackageName()));

  @ArchTest
  static final ArchRule SHARES_CODECS_ONLY = noClasses().should().dependOnClassesThat(NOT_SHARED);

  private ProbeArchitectureTest() {}
}
