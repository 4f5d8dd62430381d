/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.util.function.Supplier;
import org.apache.tuweni.bytes.AbstractBytes;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.MutableBytes;

/**
 * The code of an account that has some, which is looked for when somebody looks into it: Besu asks
 * for the code of each account that it touches, and few of them are executed. Used by one thread.
 */
final class LazyCode extends AbstractBytes {
  private Supplier<Bytes> source;
  private Bytes found;

  LazyCode(final Supplier<Bytes> source) {
    this.source = source;
  }

  private Bytes code() {
    if (found == null) {
      found = source.get();
      // Besu may keep the code for long, and has no need of the state.
      source = null;
    }
    return found;
  }

  /** Known without it. */
  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public int size() {
    return code().size();
  }

  @Override
  public byte get(final int i) {
    return code().get(i);
  }

  @Override
  public Bytes slice(final int i, final int length) {
    return code().slice(i, length);
  }

  @Override
  public Bytes copy() {
    return code().copy();
  }

  @Override
  public MutableBytes mutableCopy() {
    return code().mutableCopy();
  }

  @Override
  public byte[] toArrayUnsafe() {
    return code().toArrayUnsafe();
  }
}
