/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.contracts.bridge;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.ContractArtifact;
import org.zknode.eth.Address;
import org.zknode.eth.Keccak256;

/**
 * A contract on anvil. Arguments and results are our own types: Address, Bytes, Bytes32, lists of
 * Bytes32, BigInteger, long, String, boolean.
 */
record Contract(Anvil anvil, ContractArtifact artifact, Address address) {

  static Contract deploy(final Anvil anvil, final String name, final Object... args) {
    return deploy(anvil, anvil.account(0), name, args);
  }

  static Contract deploy(
      final Anvil anvil, final Address from, final String name, final Object... args) {
    return deploy(anvil, from, ContractArtifact.load(name), args);
  }

  static Contract deploy(
      final Anvil anvil,
      final Address from,
      final ContractArtifact artifact,
      final Object... args) {
    Bytes creation = artifact.bytecode();
    if (args.length > 0) {
      final TupleType<Tuple> types =
          TupleType.parse(types(entry(artifact, "constructor", "").path("inputs")));
      final Bytes encoded = Bytes.wrap(types.encode(Tuple.from(converted(types, args))).array());
      creation = Bytes.concatenate(creation, encoded);
    }
    return new Contract(
        anvil,
        artifact,
        anvil.send(from, Optional.empty(), BigInteger.ZERO, creation).created().orElseThrow());
  }

  static Contract at(final Anvil anvil, final String name, final Address address) {
    return new Contract(anvil, ContractArtifact.load(name), address);
  }

  Bytes data(final String function, final Object... args) {
    final Function abi = function(function);
    return Bytes.wrap(abi.encodeCallWithArgs(converted(abi.getInputs(), args)).array());
  }

  Anvil.Receipt send(final Address from, final String function, final Object... args) {
    return sendValue(from, BigInteger.ZERO, function, args);
  }

  Anvil.Receipt sendValue(
      final Address from, final BigInteger wei, final String function, final Object... args) {
    return anvil.send(from, Optional.of(address), wei, data(function, args));
  }

  /** The only result, in headlong's type. */
  @SuppressWarnings("unchecked")
  <T> T read(final String function, final Object... args) {
    return (T) results(function, args).get(0);
  }

  Tuple results(final String function, final Object... args) {
    return function(function)
        .decodeReturn(
            anvil.simulate(Address.ZERO, address, BigInteger.ZERO, data(function, args)).toArray());
  }

  Bytes32 hash(final String function, final Object... args) {
    return Bytes32.wrap(this.<byte[]>read(function, args));
  }

  Address addressOf(final String function, final Object... args) {
    return Address.fromHex(
        this.<com.esaulpaugh.headlong.abi.Address>read(function, args).toString());
  }

  BigInteger number(final String function, final Object... args) {
    return new BigInteger(this.read(function, args).toString());
  }

  void refuses(final String error, final Address from, final String fn, final Object... args) {
    refusesValue(error, from, BigInteger.ZERO, fn, args);
  }

  /**
   * @param error its signature, or what the contract says in a revert with a text
   */
  void refusesValue(
      final String error,
      final Address from,
      final BigInteger wei,
      final String function,
      final Object... args) {
    assertThatThrownBy(() -> anvil.simulate(from, address, wei, data(function, args)))
        .isInstanceOfSatisfying(
            Anvil.Refused.class,
            refused -> {
              if (error.contains("(")) {
                org.assertj.core.api.Assertions.assertThat(
                        refused.data().slice(0, Math.min(4, refused.data().size())))
                    .as("%s, answer %s", error, refused.getMessage())
                    .isEqualTo(selector(error));
              } else {
                org.assertj.core.api.Assertions.assertThat(refused.getMessage()).contains(error);
              }
            });
  }

  static Bytes selector(final String signature) {
    return Keccak256.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII))).slice(0, 4);
  }

  static com.esaulpaugh.headlong.abi.Address abi(final Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(
        com.esaulpaugh.headlong.abi.Address.toChecksumAddress(address.toString()));
  }

  private Function function(final String name) {
    final JsonNode entry = entry(artifact, "function", name);
    return new Function(name + types(entry.path("inputs")), types(entry.path("outputs")));
  }

  private static JsonNode entry(
      final ContractArtifact artifact, final String type, final String name) {
    for (final JsonNode entry : artifact.abi()) {
      if (type.equals(entry.path("type").asText()) && name.equals(entry.path("name").asText())) {
        return entry;
      }
    }
    throw new IllegalArgumentException("%s has no %s %s".formatted(artifact.name(), type, name));
  }

  /** No function of ours has a tuple among its arguments or results. */
  private static String types(final JsonNode parameters) {
    final StringJoiner types = new StringJoiner(",", "(", ")");
    parameters.forEach(parameter -> types.add(parameter.path("type").asText()));
    return types.toString();
  }

  private static Object[] converted(final TupleType<?> types, final Object... args) {
    final Object[] converted = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      converted[i] = converted(types.get(i), args[i]);
    }
    return converted;
  }

  private static Object converted(final ABIType<?> type, final Object value) {
    if (value instanceof Number number) {
      final BigInteger exact = new BigInteger(number.toString());
      return type.clazz() == BigInteger.class
          ? exact
          : type.clazz() == Integer.class
              ? Integer.valueOf(exact.intValueExact())
              : (Object) exact.longValueExact();
    }
    return switch (value) {
      case Address address -> abi(address);
      case Contract contract -> abi(contract.address());
      case Bytes bytes -> bytes.toArray();
      case List<?> hashes -> hashes.stream().map(h -> ((Bytes) h).toArray()).toArray(byte[][]::new);
      default -> value;
    };
  }
}
