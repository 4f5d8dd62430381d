/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.rest;

import java.util.OptionalInt;

/**
 * @param status of HTTP
 * @param json the body, UTF-8
 * @param retryAfter seconds after which to ask again
 */
public record RestAnswer(int status, byte[] json, OptionalInt retryAfter) {}
