/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import org.zknode.rollup.service.Service;

/**
 * A service with its place in the start order; stopped in the reverse order.
 *
 * @param order lower starts first
 */
record RoleService(int order, Service service) {
  /** Before everything that writes; given back when all of it has stopped. */
  static final int LEASE = 0;

  /** L1 first, since all others wait for what it brings. */
  static final int SYNCHRONIZER = 10;

  static final int NETWORK = 20;
  static final int SEQUENCER = 30;
  static final int SENDERS = 40;
}
