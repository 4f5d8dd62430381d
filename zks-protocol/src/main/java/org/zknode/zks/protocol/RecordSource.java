/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.protocol;

import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.zks.record.RecordItem;

/** Port to the blocks of a main node, in the format of one connection. */
@FunctionalInterface
public interface RecordSource {
  /**
   * The record of a block; asked in ascending order.
   *
   * @param overrideKey when the peer asked for another than the canonical record of that number
   *     (record_overrides; docs/spec/zks-wire.md, "Replay messages")
   * @return empty while there is none
   */
  Optional<RecordItem> record(long number, Optional<Bytes> overrideKey);
}
