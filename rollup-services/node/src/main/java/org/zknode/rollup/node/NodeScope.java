/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.node;

import jakarta.inject.Scope;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** One instance per started node: whatever keeps a state has it. */
@Scope
@Documented
@Retention(RetentionPolicy.RUNTIME)
@interface NodeScope {}
