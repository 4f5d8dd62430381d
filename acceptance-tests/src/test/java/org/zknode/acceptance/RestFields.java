/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tables of docs/spec/bridge.md, "REST interface" say of answers: all fields are there in
 * that order, no other one is, and each is of its type.
 */
final class RestFields {
  /** A field, its type, and whether it is a list of such. */
  private static final Pattern FIELD = Pattern.compile("`(\\w+)` ([a-z0-9]+)( list)?");

  private static final String UINT64 = "[0-9]{1,20}";

  private record Type(String name, boolean isList) {}

  /** Fields by the path of an answer or the name of an object. */
  private final Map<String, Map<String, Type>> known = new LinkedHashMap<>();

  RestFields(final Path page) throws IOException {
    final String text = Files.readString(page);
    final int begin = text.indexOf("## REST interface");
    text.substring(begin, text.indexOf("\n## ", begin))
        .lines()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .forEach(cells -> known.put(cells[1].replace("`", ""), fields(cells[cells.length - 2])));
  }

  private static Map<String, Type> fields(final String cell) {
    final Map<String, Type> fields = new LinkedHashMap<>();
    final Matcher field = FIELD.matcher(cell);
    while (field.find()) {
      fields.put(field.group(1), new Type(field.group(2), field.group(3) != null));
    }
    return fields;
  }

  /** Paths as the page has them. */
  List<String> paths() {
    return known.keySet().stream().filter(name -> name.startsWith("/")).toList();
  }

  /**
   * @param name of an object, or the path whose answer it is
   */
  void check(final String name, final JsonNode json) {
    assertThat(known).containsKey(name);
    final Map<String, Type> fields = known.get(name);
    final List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    assertThat(names).as("fields of %s", name).containsExactlyElementsOf(fields.keySet());
    fields.forEach(
        (field, type) -> {
          final JsonNode value = json.get(field);
          if (type.isList()) {
            assertThat(value.isArray()).as("%s of %s is a list", field, name).isTrue();
            assertThat(value).as("%s of %s", field, name).isNotEmpty();
            value.forEach(one -> check(name + ", " + field, type.name(), one));
          } else {
            check(name + ", " + field, type.name(), value);
          }
        });
  }

  private void check(final String where, final String type, final JsonNode value) {
    switch (type) {
      case "string" -> assertThat(value.isTextual()).as(where).isTrue();
      case "bool" -> assertThat(value.isBoolean()).as(where).isTrue();
      case "uint32" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
      case "uint64" -> {
        assertThat(value.isTextual()).as(where).isTrue();
        assertThat(value.asText()).as(where).matches(UINT64);
      }
      default -> check(type, value);
    }
  }
}
