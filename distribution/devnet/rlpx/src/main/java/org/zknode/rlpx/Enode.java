/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tuweni.bytes.Bytes;

/**
 * Address of a node: {@code enode://<128 hex digits>@host:port}, an IPv6 host in brackets.
 *
 * @param nodeId 64-byte public key
 * @param port TCP port, 1..65535
 */
public record Enode(Bytes nodeId, String host, int port) {
  /** Bytes of a node id: an uncompressed public key without its prefix. */
  public static final int NODE_ID_BYTES = 64;

  private static final Pattern FORM =
      Pattern.compile(
          "enode://([0-9a-fA-F]{128})@(\\[[0-9a-fA-F:.]+]|[^@:/?\\[\\]]+):(\\d{1,5})(\\?.*)?");

  public Enode {
    if (nodeId.size() != NODE_ID_BYTES) {
      throw new IllegalArgumentException("a node id has 64 bytes, got " + nodeId.size());
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a TCP port is between 1 and 65535, got " + port);
    }
  }

  /**
   * Parses the text form; a query such as {@code ?discport=0} is ignored.
   *
   * @throws IllegalArgumentException names the text
   */
  public static Enode parse(final String text) {
    final Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not an enode (enode://<128 hex digits>@host:port): " + text);
    }
    final String host = matcher.group(2);
    return new Enode(
        Bytes.fromHexString(matcher.group(1)),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(matcher.group(3)));
  }

  /** Resolves the host now. */
  public InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return "enode://%s@%s:%d"
        .formatted(
            nodeId.toUnprefixedHexString(), host.contains(":") ? "[" + host + "]" : host, port);
  }
}
