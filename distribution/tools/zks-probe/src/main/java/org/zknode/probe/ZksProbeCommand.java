/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.probe;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.zknode.probe.check.Check;
import org.zknode.probe.check.Suite;
import org.zknode.probe.report.JsonReporter;
import org.zknode.probe.report.Reporter;
import org.zknode.probe.report.TextReporter;
import org.zknode.probe.session.ConnectFailure;
import org.zknode.probe.session.Dialer;
import org.zknode.rlpx.Enode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zknode zks-probe}: options, and the exit code. */
@Command(
    name = "zks-probe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tests a node that speaks zks (on Besu, embedded, or ZKsync OS) over real RLPx. Made for"
            + " main nodes: an external node gets only the checks that fit it. The last checks"
            + " load the node on purpose: run them only against nodes of your own.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:no check failed",
      "1:a check failed",
      "2:wrong usage",
      "3:no session with the node could be made"
    })
public final class ZksProbeCommand implements Callable<Integer> {
  static final int FAILED = 1;
  static final int UNREACHABLE = 3;

  private final PrintStream out;
  private final PrintStream err;

  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ENODE",
      description = "enode://<128 hex digits>@host:port of the node.")
  String enode;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CHECK",
      description = "Names of checks (see --list); without any the whole suite runs.")
  List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Print the checks and what each expects, then end.")
  boolean list;

  @Mixin ProbeOptions options = new ProbeOptions();

  @Option(names = "--json", description = "Print one JSON object at the end, nothing else.")
  boolean json;

  public ZksProbeCommand(final PrintStream out, final PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (list) {
      Suite.all().forEach(c -> out.printf("%-18s %s%n", c.name(), c.expected()));
      return CommandLine.ExitCode.OK;
    }
    final Reporter reporter = json ? new JsonReporter(out) : new TextReporter(out, err);
    final List<Check> checks = checks();
    final Probe probe =
        new Probe(
            new Dialer(target(), options.timeout, options.overrides()),
            options.keys(),
            options.settings(),
            options.versions(),
            reporter);
    try {
      return probe.run(checks) ? CommandLine.ExitCode.OK : FAILED;
    } catch (final ConnectFailure e) {
      reporter.unreachable(e.getMessage());
      return UNREACHABLE;
    }
  }

  private Enode target() {
    if (enode == null) {
      throw wrong("the ENODE of the node is missing");
    }
    try {
      return Enode.parse(enode);
    } catch (final IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private List<Check> checks() {
    return names.isEmpty()
        ? Suite.all()
        : names.stream()
            .map(
                name ->
                    Suite.find(name)
                        .orElseThrow(
                            () -> wrong("there is no check %s; see --list".formatted(name))))
            .toList();
  }

  private ParameterException wrong(final String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
