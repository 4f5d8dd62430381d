/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** How fast the bridge's index takes deposits, and how fast it proves them. */
package org.zknode.bench.bridge;
