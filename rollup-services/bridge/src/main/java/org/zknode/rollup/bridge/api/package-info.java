/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

/** What clients ask of the bridge's index, by REST or JSON-RPC. */
package org.zknode.rollup.bridge.api;
