/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.jsonrpc;

import java.net.URI;

/** How a URL is shown: what else it has than scheme, host and port is often a key. */
public final class ShownUrl {
  private ShownUrl() {}

  /** {@code scheme://host:port}, without the port when the URL names none. */
  public static String of(final URI url) {
    final String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }
}
