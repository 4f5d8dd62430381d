/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zknode.embedded.EmbeddedNode;
import org.zknode.launcher.Main;
import org.zknode.plugin.options.ExecutorOptions;
import org.zknode.plugin.options.RoleOptions;
import org.zknode.plugin.options.ZknodeOptions;
import org.zknode.rollup.rpc.RpcNames;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Makes docs/reference.md out of the code. */
final class ReferencePage {
  /** How to make it again. */
  static final String COMMAND =
      "mvn -pl acceptance-tests -am test -Dtest=ReferencePageTest -Dzknode.reference.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final String PLUGIN_PREFIX = "--plugin-";

  private final Path root;

  /**
   * @param root of the project
   */
  ReferencePage(final Path root) {
    this.root = root;
  }

  String text() {
    final Markdown page = new Markdown();
    page.heading(1, "Reference");
    page.text(
        "Made from the code, and compared with it by a test. Do not edit; after a change run\n\n"
            + "```\n"
            + COMMAND
            + "\n```");
    options(page);
    commands(page);
    methods(page);
    metrics(page);
    return page.toString();
  }

  private void options(final Markdown page) {
    page.heading(2, "Options of a node");
    page.text(
        "The same on Besu (`besu --plugin-…`) and on the embedded node. Durations are ISO-8601"
            + " (`PT5S`), addresses with letters of both cases have their checksum (EIP-55),"
            + " secrets are in files. On Besu they may also be in its configuration file without"
            + " the leading dashes.");
    namespaces()
        .forEach(
            (name, object) -> {
              page.heading(3, Markdown.code(PLUGIN_PREFIX + name + "-*"));
              page.table(
                  OptionTables.HEADER,
                  OptionTables.rows(CommandSpec.forAnnotatedObject(object), option -> true));
            });
    page.heading(3, "Embedded node only");
    page.table(
        OptionTables.HEADER,
        OptionTables.rows(
            EmbeddedNode.commandLine(new PrintWriter(Writer.nullWriter())).getCommandSpec(),
            option -> !option.longestName().startsWith(PLUGIN_PREFIX)));
  }

  private static Map<String, Object> namespaces() {
    final RoleOptions roles = RoleOptions.defaults();
    final Map<String, Object> namespaces = new LinkedHashMap<>();
    namespaces.put(ZknodeOptions.NAMESPACE, new ZknodeOptions());
    namespaces.put("zks", roles.zks());
    namespaces.put("sequencer", roles.sequencer());
    namespaces.put("synchronizer", roles.synchronizer());
    namespaces.put("aggregator", roles.aggregator());
    namespaces.put("verifier", roles.verifier());
    namespaces.put("bridge", roles.bridge());
    namespaces.put(ExecutorOptions.NAMESPACE, new ExecutorOptions());
    return namespaces;
  }

  private void commands(final Markdown page) {
    page.heading(2, "Commands of `zknode`");
    final PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    commands(page, Main.commandLine(nowhere, nowhere, Map.of()), "zknode");
  }

  private static void commands(final Markdown page, final CommandLine above, final String prefix) {
    above
        .getSubcommands()
        .forEach(
            (name, command) -> {
              final String full = prefix + " " + name;
              command(page, full, command.getCommandSpec());
              commands(page, command, full);
            });
  }

  private static void command(final Markdown page, final String name, final CommandSpec spec) {
    page.heading(3, Markdown.code(name));
    page.text(String.join(" ", spec.usageMessage().description()));
    page.text("");
    final List<List<String>> parameters = OptionTables.parameters(spec);
    if (!parameters.isEmpty()) {
      page.table(List.of("parameter", "default", "meaning"), parameters);
      page.text("");
    }
    final List<List<String>> rows = OptionTables.rows(spec, option -> true);
    if (!rows.isEmpty()) {
      page.table(OptionTables.HEADER, rows);
    }
  }

  private void methods(final Markdown page) {
    page.heading(2, "JSON-RPC methods");
    page.text(
        """
        On Besu with `--rpc-http-api=…,ZKEVM,ZKNODE,OTS,ERIGON,BRIDGE`. Numbers are 0x hex. A *block* is a number, an EIP-1898 object, or
        `earliest`, `latest` = `pending`, `safe` = `virtual`, `finalized` = `verified`; a *batch* is a number, or
        `earliest`, `latest` (last closed), `pending` (last), `safe` = `virtual`, `finalized` = `verified`. Error codes:
        -32602 bad parameters, -32000 anything else, 3 a call that reverted.
        """);
    page.text("");
    final Map<String, RpcTexts.Text> texts = RpcTexts.all();
    if (!texts.keySet().equals(java.util.Set.copyOf(RpcNames.ALL))) {
      throw new IllegalStateException(
          "RpcTexts has %s, the node serves %s".formatted(texts.keySet(), RpcNames.ALL));
    }
    page.table(
        List.of("method", "parameters", "result"),
        texts.entrySet().stream()
            .map(
                entry ->
                    List.of(
                        Markdown.code(entry.getKey()),
                        entry.getValue().parameters(),
                        entry.getValue().result()))
            .toList());
  }

  private void metrics(final Markdown page) {
    page.heading(2, "Metrics");
    page.text(
        "On Besu with `--metrics-enabled --metrics-category=…,ZKNODE` and the prefix `zknode_`; on"
            + " the embedded node at `/metrics`.");
    page.text("");
    page.table(
        List.of("name", "type", "meaning"),
        MetricSources.all().stream()
            .map(metric -> List.of(Markdown.code(metric.name()), metric.type(), metric.help()))
            .toList());
  }
}
