/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import org.zknode.rollup.engine.ExecutionEngine;

/** The engine as the host gives it; the roles use one that remembers local exit roots, too. */
record HostEngine(ExecutionEngine engine) {}
