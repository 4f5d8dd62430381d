/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import org.apache.tuweni.bytes.Bytes;
import org.hyperledger.besu.datatypes.Address;
import org.hyperledger.besu.evm.precompile.PrecompileContractRegistry;
import org.hyperledger.besu.evm.precompile.PrecompiledContract;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls each precompile of the chain's rules once. Some exist as native code only, and a Besu
 * without it for its platform starts all the same: then the first transaction that calls one stops
 * the chain, on each node of that kind.
 */
final class Precompiles {
  private static final Logger LOG = LoggerFactory.getLogger(Precompiles.class);

  /** Prague's are at the addresses from 1 to this one. */
  static final int LAST = 0x11;

  private static final int POINT_EVALUATION = 0x0a;

  /** The zero polynomial at zero: hash of the commitment, z, y, commitment, proof (EIP-4844). */
  private static final Bytes POINT_EVALUATION_INPUT =
      Bytes.concatenate(
          Bytes.fromHexString("0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014"),
          Bytes.wrap(new byte[64]),
          infinity(),
          infinity());

  private Precompiles() {}

  /**
   * @throws HostException one is not there, or its native library is not
   */
  static void check(final PrecompileContractRegistry registry) {
    for (int number = 1; number <= LAST; number++) {
      final PrecompiledContract contract =
          registry.get(Address.wrap(Bytes.concatenate(Bytes.wrap(new byte[19]), Bytes.of(number))));
      if (contract == null) {
        throw new HostException(
            "this Besu has no precompile at address 0x%02x, which the rollup's rules (Prague's) have"
                .formatted(number));
      }
      call(number, contract);
    }
  }

  private static void call(final int number, final PrecompiledContract contract) {
    try {
      LOG.trace("{}: {}", contract.getName(), contract.computePrecompile(input(number), null));
    } catch (final LinkageError e) {
      throw new HostException(
          "the precompile %s (address 0x%02x) needs the native library %s: %s; run a Besu distribution that has it for this platform"
              .formatted(contract.getName(), number, library(number), NativeCode.missing(e)),
          e);
    } catch (final RuntimeException e) {
      // Its code is there, which is all that is asked here.
      LOG.debug("precompile {} does not take the example", contract.getName(), e);
    }
  }

  private static String library(final int number) {
    if (number == POINT_EVALUATION) {
      return "ckzg4844jni (of jc-kzg-4844)";
    }
    return number > POINT_EVALUATION ? "gnark_eip_2537 (of besu-native's gnark)" : "of besu-native";
  }

  /** One that is worked on: zeros are points at infinity, or the least that is looked at. */
  private static Bytes input(final int number) {
    return switch (number) {
      case 0x01, 0x06, 0x11 -> zeros(128);
      case 0x05, 0x07 -> zeros(96);
      case 0x08 -> zeros(192);
      case 0x09 -> zeros(213);
      case POINT_EVALUATION -> POINT_EVALUATION_INPUT;
      case 0x0b -> zeros(256);
      case 0x0c -> zeros(160);
      case 0x0d -> zeros(512);
      case 0x0e -> zeros(288);
      case 0x0f -> zeros(384);
      case 0x10 -> zeros(64);
      default -> Bytes.EMPTY;
    };
  }

  private static Bytes zeros(final int length) {
    return Bytes.wrap(new byte[length]);
  }

  /** A point of BLS12-381's first group, compressed. */
  private static Bytes infinity() {
    return Bytes.concatenate(Bytes.of(0xc0), Bytes.wrap(new byte[47]));
  }
}
