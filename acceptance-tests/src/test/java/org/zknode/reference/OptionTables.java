/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.reference;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What picocli knows of options, as rows of a table. */
final class OptionTables {
  static final List<String> HEADER = List.of("option", "default", "meaning");
  private static final String NONE = "–";

  private OptionTables() {}

  static List<List<String>> rows(final CommandSpec spec, final Predicate<OptionSpec> which) {
    return spec.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
        .filter(which)
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .map(
            option ->
                List.of(
                    Markdown.code(option.longestName() + label(option)),
                    defaultValue(option),
                    description(option)))
        .toList();
  }

  static List<List<String>> parameters(final CommandSpec spec) {
    return spec.positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .map(
            parameter ->
                List.of(
                    Markdown.code(parameter.paramLabel()),
                    defaultValue(parameter),
                    description(parameter)))
        .toList();
  }

  private static String label(final OptionSpec option) {
    return option.arity().max() == 0 ? "" : "=" + option.paramLabel();
  }

  private static String description(final ArgSpec option) {
    final String text = String.join(" ", option.description()).replace("%n", " ");
    // The default has a column of its own, unless the text says more about it than the value.
    final String meaning =
        defaultValue(option).equals(NONE) ? text : text.replaceAll("\\s*\\(default: [^)]*\\)", "");
    return option.required() ? meaning + " (required)" : meaning;
  }

  private static String defaultValue(final ArgSpec option) {
    if (option.defaultValue() != null) {
      return Markdown.code(option.defaultValue());
    }
    final Object initial = option.initialValue();
    if (initial instanceof Optional<?> value) {
      return value.map(set -> Markdown.code(set.toString())).orElse(NONE);
    }
    if (initial instanceof Collection<?> values) {
      return values.isEmpty()
          ? NONE
          : Markdown.code(String.join(",", values.stream().map(Object::toString).toList()));
    }
    final boolean flag = option instanceof OptionSpec named && named.arity().max() == 0;
    return initial == null || flag || option instanceof PositionalParamSpec
        ? NONE
        : Markdown.code(initial.toString());
  }
}
