/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An {@code http} or {@code https} URL with a host. */
public final class HttpUriConverter implements ITypeConverter<URI> {
  @Override
  public URI convert(final String value) {
    try {
      final URI uri = new URI(value);
      final boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (final URISyntaxException e) {
      throw new TypeConversionException("not a URL: " + e.getReason());
    }
    throw new TypeConversionException("'%s' is not an http or https URL".formatted(value));
  }
}
