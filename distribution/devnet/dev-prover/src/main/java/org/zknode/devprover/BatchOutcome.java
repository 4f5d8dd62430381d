/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devprover;

import org.apache.tuweni.bytes.Bytes32;

/** What a batch leads to. */
public record BatchOutcome(Bytes32 stateRoot, Bytes32 localExitRoot) {}
