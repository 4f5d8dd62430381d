/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

/**
 * @param gasPerClaim most gas of one claim
 * @param messages claim messages too, and ether to addresses with code: receivers that run code of
 *     their own at our cost
 */
public record SponsorLimits(long gasPerClaim, boolean messages, DailyLimit perDay) {}
