/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

/** The version of this software, from the manifest of its jar. */
final class NodeVersion {
  private NodeVersion() {}

  static String current() {
    final String version = NodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
