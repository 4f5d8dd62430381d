/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A {@code ws} or {@code wss} URL with a host. */
public final class WebSocketUriConverter implements ITypeConverter<URI> {
  @Override
  public URI convert(final String value) {
    try {
      final URI uri = new URI(value);
      final boolean webSocket =
          "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
      if (webSocket && uri.getHost() != null) {
        return uri;
      }
    } catch (final URISyntaxException e) {
      throw new TypeConversionException("not a URL: " + e.getReason());
    }
    throw new TypeConversionException("'%s' is not a ws or wss URL".formatted(value));
  }
}
