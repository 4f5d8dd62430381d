/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is checked; one class for each check, and the helpers they share. */
package org.zknode.probe.check;
