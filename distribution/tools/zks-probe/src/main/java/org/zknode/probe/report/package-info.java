/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the probe prints: for people, or as JSON. */
package org.zknode.probe.report;
