/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.l1;

import java.time.Duration;
import java.util.Optional;
import org.zknode.rollup.service.TemporaryException;

/**
 * One endpoint of L1 gave no answer, or none that can be used: it loses its turn. The message
 * begins with its host and port; paths and queries of URLs often contain a key and are not shown.
 */
public class L1EndpointException extends TemporaryException {
  private static final long serialVersionUID = 1L;

  private final String endpoint;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param endpoint host and port
   */
  public L1EndpointException(final String endpoint, final String reason) {
    this(endpoint, reason, Optional.empty());
  }

  /**
   * @param retryAfter how long it asks to be left alone
   */
  public L1EndpointException(
      final String endpoint, final String reason, final Optional<Duration> retryAfter) {
    super(endpoint + ": " + reason);
    this.endpoint = endpoint;
    this.retryAfter = retryAfter;
  }

  /** Host and port. */
  public String endpoint() {
    return endpoint;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
