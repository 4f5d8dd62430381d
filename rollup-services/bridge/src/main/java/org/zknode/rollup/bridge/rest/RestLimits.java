/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import java.time.Duration;

/**
 * What strangers may ask of the server.
 *
 * @param connections open at once; when there are more, the one that waits for its request the
 *     longest is closed
 * @param requests whose answers are made or sent at once; further ones are told to come back
 * @param answers made at once; the other requests wait for their turn
 * @param turnTime within which it has to come; then a request is told to come back
 * @param lineBytes of the request line
 * @param headerBytes of all header fields
 * @param requestTime within which a whole request has to arrive, from the connection or the last
 *     answer on
 * @param answerTime within which the client has to take an answer
 */
public record RestLimits(
    int connections,
    int requests,
    int answers,
    Duration turnTime,
    int lineBytes,
    int headerBytes,
    Duration requestTime,
    Duration answerTime) {

  /**
   * An answer is a few reads of the database, to which the whole node has eight connections: these
   * questions never take more than three. A connection that waits costs a few kilobytes.
   */
  public static final RestLimits DEFAULT =
      new RestLimits(
          512,
          64,
          3,
          Duration.ofSeconds(2),
          2_048,
          8_192,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));
}
