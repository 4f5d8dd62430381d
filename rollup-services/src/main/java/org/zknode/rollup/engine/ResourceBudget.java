/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

/**
 * What the transactions of the next block may use.
 *
 * @param left in the batch
 * @param whole in an empty batch: a transaction that needs more never fits
 */
public record ResourceBudget(Resources left, Resources whole) {}
