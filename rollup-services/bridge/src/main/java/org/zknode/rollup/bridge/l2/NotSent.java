/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.l2;

/**
 * Nothing was sent, and nothing is booked for it.
 *
 * @param isOfCall the call itself can not be sent; others can
 * @param why one clause for the operator
 */
record NotSent(boolean isOfCall, String why) {
  /** Neither this call nor another one can be sent for now. */
  static NotSent forNow(final String why) {
    return new NotSent(false, why);
  }
}
