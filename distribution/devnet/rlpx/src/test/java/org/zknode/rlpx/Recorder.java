/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.tuweni.bytes.Bytes;

/** Keeps what a server reports. */
final class Recorder implements RlpxHandler {
  record Received(RlpxConnection connection, String capability, int code, Bytes payload) {}

  final BlockingQueue<RlpxConnection> connected = new ArrayBlockingQueue<>(1000);
  final BlockingQueue<Received> received = new ArrayBlockingQueue<>(10_000);
  final BlockingQueue<DisconnectReason> disconnected = new ArrayBlockingQueue<>(1000);

  @Override
  public void connected(final RlpxConnection connection) {
    connected.add(connection);
  }

  @Override
  public void message(
      final RlpxConnection connection,
      final String capability,
      final int code,
      final Bytes payload) {
    received.add(new Received(connection, capability, code, payload));
  }

  @Override
  public void disconnected(final RlpxConnection connection, final DisconnectReason reason) {
    disconnected.add(reason);
  }
}
