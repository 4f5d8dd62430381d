/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * {@code zknode zks-probe}: a conformance and debugging tool for any node that speaks {@code zks}.
 * It shares the message codecs with the product, and none of its state machines.
 */
package org.zknode.probe;
