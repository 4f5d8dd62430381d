/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.hyperledger.besu.evm.precompile;

import java.util.HashMap;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;

/** Stands for Besu's in unit tests. */
public class PrecompileContractRegistry {
  private final Map<Address, PrecompiledContract> contracts = new HashMap<>();

  public PrecompileContractRegistry() {}

  public PrecompiledContract get(final Address address) {
    return contracts.get(address);
  }

  /** One byte names the address. */
  public void put(final int address, final PrecompiledContract contract) {
    contracts.put(
        Address.wrap(Bytes.concatenate(Bytes.wrap(new byte[19]), Bytes.of(address))), contract);
  }

  public void remove(final int address) {
    put(address, null);
  }
}
