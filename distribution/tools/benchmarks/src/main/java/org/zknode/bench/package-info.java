/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How fast {@code zks} is on this machine: the codecs next to a plain copy, replay next to the same
 * frames on a bare connection of the same stack, and what a slow reader and a long stream cost.
 * Figures and ratios; nothing here judges.
 */
package org.zknode.bench;
