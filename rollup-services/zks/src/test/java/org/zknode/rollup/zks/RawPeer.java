/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A peer that only records what it gets; the test speaks for it. */
final class RawPeer implements ZksConnectionHandler {
  private final List<ZksHubFixture.Frame> frames = new CopyOnWriteArrayList<>();

  List<ZksHubFixture.Frame> frames() {
    return frames;
  }

  @Override
  public void connected(final ZksConnection connection) {}

  @Override
  public void received(final ZksConnection connection, final InboundMessage message) {
    try {
      frames.add(new ZksHubFixture.Frame(message.capability(), message.code(), message.payload()));
    } catch (final MalformedPayloadException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void disconnected(final ZksConnection connection) {}
}
