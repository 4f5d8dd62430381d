/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.verification;

import java.nio.file.Path;

/**
 * @param keyFile file with the hex key that signs batches
 */
public record VerifierConfig(Path keyFile) {}
