/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The probe's own connections: RLPx, the eth handshake, raw zks messages. No protocol rules. */
package org.zknode.probe.session;
