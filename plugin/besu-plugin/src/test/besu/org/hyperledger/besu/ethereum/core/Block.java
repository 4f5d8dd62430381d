/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.ethereum.core;

/** Stands for Besu's in unit tests. */
public class Block {
  private static final int HEADER_BYTES = 600;

  private final BlockHeader header;
  private final BlockBody body;

  public Block(final BlockHeader header, final BlockBody body) {
    this.header = header;
    this.body = body;
  }

  public BlockHeader getHeader() {
    return header;
  }

  public BlockBody getBody() {
    return body;
  }

  public int getSize() {
    return HEADER_BYTES;
  }
}
