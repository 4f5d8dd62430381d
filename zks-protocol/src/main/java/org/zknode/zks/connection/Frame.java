/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.zks.connection;

import org.apache.tuweni.bytes.Bytes;

/**
 * One message as the transport delivers it.
 *
 * @param capability name of the agreed capability, {@code zks} or {@code zks_2fa}
 * @param code capability-relative message id
 * @param payload the RLP after the id, uncompressed
 */
public record Frame(String capability, int code, Bytes payload) {}
