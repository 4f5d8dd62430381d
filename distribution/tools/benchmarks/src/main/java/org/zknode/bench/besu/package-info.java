/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The part of the benchmark that runs inside Besu; the only one here that knows Besu's types. */
package org.zknode.bench.besu;
