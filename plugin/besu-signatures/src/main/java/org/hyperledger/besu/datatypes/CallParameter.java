/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.datatypes;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;

/**
 * Compile-time declaration of the Besu type of this name: only what the plugin links to. Type
 * arguments that it does not need are left open.
 */
public interface CallParameter {
  Optional<BigInteger> getChainId();

  Optional<Address> getSender();

  Optional<Address> getTo();

  OptionalLong getGas();

  Optional<Wei> getMaxPriorityFeePerGas();

  Optional<Wei> getMaxFeePerGas();

  Optional<Wei> getMaxFeePerBlobGas();

  Optional<Wei> getGasPrice();

  Optional<Wei> getValue();

  Optional<? extends List<?>> getAccessList();

  Optional<? extends List<?>> getBlobVersionedHashes();

  OptionalLong getNonce();

  Optional<Boolean> getStrict();

  Optional<Bytes> getPayload();

  List<?> getCodeDelegationAuthorizations();
}
