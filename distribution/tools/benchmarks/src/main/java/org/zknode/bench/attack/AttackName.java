/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.bench.attack;

import java.util.Locale;

/** The attacks, in the order in which they run. */
enum AttackName {
  UNPAID_EXECUTION,
  UNFUNDED_ROOM,
  NONCE_GAPS,
  REPLACE_FOR_EVER,
  DRAINED_DELEGATION,
  RELAY_FLOOD,
  LYING_PEER,
  SILENT_PEER,
  FORGED_SENDER,
  HALF_BATCH,
  NEVER_RUNNING_ROWS,
  GIVEN_UP_CALLS,
  SILENT_PLACES,
  FORCED_RUBBISH;

  /** As in {@code --attacks}. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
