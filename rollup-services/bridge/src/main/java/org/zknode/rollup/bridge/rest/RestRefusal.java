/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

/** Why the server refuses a request before anybody looks at what it asks. */
public enum RestRefusal {
  /** Not HTTP, or with a body. */
  BAD_REQUEST(400),
  LINE_TOO_LONG(414),
  HEADERS_TOO_LARGE(431),
  METHOD(501),
  BUSY(503),
  /** The handler failed. */
  INTERNAL(500);

  private final int status;

  RestRefusal(final int status) {
    this.status = status;
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }
}
