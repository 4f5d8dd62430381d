/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */

/** A small HTTP server for questions that change nothing. */
package org.zknode.rollup.bridge.rest;
