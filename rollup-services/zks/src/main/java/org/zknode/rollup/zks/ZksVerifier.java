/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.zks;

import org.zknode.eth.PrivateKey;
import org.zknode.rollup.verification.BatchResponder;

/**
 * What makes an external node a verifier.
 *
 * @param key the key whose address the main node accepts; authenticates the connection
 * @param responder re-executes and signs batches
 */
public record ZksVerifier(PrivateKey key, BatchResponder responder) {}
