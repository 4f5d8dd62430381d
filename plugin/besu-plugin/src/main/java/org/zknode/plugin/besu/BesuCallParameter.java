/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.datatypes.CallParameter;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.rollup.engine.ChainReader.CallRequest;

/** A call as Besu's simulation takes it: without fees. */
record BesuCallParameter(CallRequest request) implements CallParameter {
  private static final org.zknode.eth.Address NOBODY = org.zknode.eth.Address.ZERO;

  @Override
  public Optional<BigInteger> getChainId() {
    return Optional.empty();
  }

  @Override
  public Optional<Address> getSender() {
    return Optional.of(BesuBlocks.toBesu(request.from().orElse(NOBODY)));
  }

  @Override
  public Optional<Address> getTo() {
    return request.to().map(BesuBlocks::toBesu);
  }

  @Override
  public OptionalLong getGas() {
    return request.gas();
  }

  @Override
  public Optional<Wei> getMaxPriorityFeePerGas() {
    return Optional.empty();
  }

  @Override
  public Optional<Wei> getMaxFeePerGas() {
    return Optional.empty();
  }

  @Override
  public Optional<Wei> getMaxFeePerBlobGas() {
    return Optional.empty();
  }

  @Override
  public Optional<Wei> getGasPrice() {
    return Optional.empty();
  }

  @Override
  public Optional<Wei> getValue() {
    return Optional.of(Wei.of(request.value()));
  }

  @Override
  public Optional<? extends List<?>> getAccessList() {
    return Optional.empty();
  }

  @Override
  public Optional<? extends List<?>> getBlobVersionedHashes() {
    return Optional.empty();
  }

  @Override
  public OptionalLong getNonce() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<Boolean> getStrict() {
    return Optional.empty();
  }

  @Override
  public Optional<Bytes> getPayload() {
    return Optional.of(request.data());
  }

  @Override
  public List<?> getCodeDelegationAuthorizations() {
    return List.of();
  }
}
