/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import java.util.List;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.signatures.DeclarationOnly;

/** Compile-time declaration of the Besu type of this name: only what the plugin links to. */
public class Log {
  private Log() {}

  public Address getLogger() {
    throw new DeclarationOnly();
  }

  public Bytes getData() {
    throw new DeclarationOnly();
  }

  public List<LogTopic> getTopics() {
    throw new DeclarationOnly();
  }
}
