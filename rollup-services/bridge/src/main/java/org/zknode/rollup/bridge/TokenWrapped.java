/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;

/**
 * A token that stands for one of another network (docs/spec/bridge.md, "Wrapped tokens").
 *
 * @param place the network that has the wrapped token, and the event of its creation there
 * @param originNetwork where the token is at home
 * @param originToken the token there
 * @param wrappedToken on the network of {@code place}
 * @param metadata {@code abi.encode(string name, string symbol, uint8 decimals)}
 */
public record TokenWrapped(
    EventPlace place,
    long originNetwork,
    Address originToken,
    Address wrappedToken,
    Bytes metadata) {}
