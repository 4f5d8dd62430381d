/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A page to look at a rollup, and who serves it. */
package org.zknode.explorer;
