/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.embedded;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.contracts.AnvilBinary;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.L2Block;

/** Genesis, keys and transactions of the engine tests. */
final class EngineKit {
  static final long CHAIN_ID = 1001;
  static final Address COINBASE = Address.fromHex("0x1111111111111111111111111111111111111111");
  static final PrivateKey ALICE = key(1);
  static final PrivateKey BOB = key(2);
  static final PrivateKey POOR = key(3);
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  /** Code of EIP-4788. */
  private static final String BEACON_ROOTS =
      "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b5f35801560495"
          + "762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b62001fff420642"
          + "81555f359062001fff015500";

  /** EIP-2935; anvil puts it there in any case, but with another nonce. */
  private static final Address HISTORY =
      Address.fromHex("0x0000F90827F1C53a10cb7A02335B175320002935");

  private static final String HISTORY_CODE =
      "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257"
          + "611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";

  /** Anvil's own, which would be an empty account otherwise. */
  private static final Address DEV_ACCOUNT =
      Address.fromHex("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

  private EngineKit() {}

  static PrivateKey key(final int number) {
    return PrivateKey.fromHex(Bytes32.leftPad(Bytes.ofUnsignedInt(number)).toHexString());
  }

  static Path anvil() {
    return AnvilBinary.locate(Path.of("target", "npm").toAbsolutePath());
  }

  static Path genesis(final Path directory) throws IOException {
    final Path file = directory.resolve("genesis.json");
    Files.writeString(
        file,
        """
        {"config":{"chainId":1001,"homesteadBlock":0,"eip150Block":0,"eip155Block":0,
         "eip158Block":0,"byzantiumBlock":0,"constantinopleBlock":0,"petersburgBlock":0,
         "istanbulBlock":0,"berlinBlock":0,"londonBlock":0,"terminalTotalDifficulty":0,
         "shanghaiTime":0,"cancunTime":0,"pragueTime":0},
         "nonce":"0x0","timestamp":"0x0","extraData":"0x","gasLimit":"0x1c9c380",
         "difficulty":"0x0","baseFeePerGas":"0x3b9aca00",
         "mixHash":"0x0000000000000000000000000000000000000000000000000000000000000000",
         "coinbase":"0x0000000000000000000000000000000000000000",
         "alloc":{"%s":{"balance":"0xd3c21bcecceda1000000"},
                  "%s":{"balance":"0xd3c21bcecceda1000000"},
                  "%s":{"balance":"0x1"},
                  "%s":{"balance":"0x0","nonce":"0x1","code":"%s"},
                  "%s":{"balance":"0x0","nonce":"0x1","code":"%s"}}}
        """
            .formatted(
                ALICE.address(),
                BOB.address(),
                DEV_ACCOUNT,
                BeaconRootRing.CONTRACT,
                BEACON_ROOTS,
                HISTORY,
                HISTORY_CODE));
    return file;
  }

  static BlockAttributes next(final L2Block parent) {
    return new BlockAttributes(
        parent.number() + 1,
        parent.hash(),
        parent.timestamp() + 1 + parent.number() % 3,
        COINBASE,
        30_000_000,
        0,
        Bytes32.ZERO);
  }

  static Bytes transfer(
      final PrivateKey from, final long nonce, final Address to, final BigInteger value) {
    return sign(
        TransactionType.values()[(int) (nonce % 3)], from, nonce, 21_000, to, value, Bytes.EMPTY);
  }

  static Bytes setCode(
      final PrivateKey from,
      final long nonce,
      final Address to,
      final List<Authorization> authorizations) {
    return TransactionSigner.sign(
            new Unsigned(
                TransactionType.SET_CODE,
                CHAIN_ID,
                nonce,
                GWEI.multiply(BigInteger.TWO),
                GWEI,
                100_000,
                Optional.of(to),
                BigInteger.ZERO,
                Bytes.EMPTY),
            authorizations,
            from)
        .raw();
  }

  static Bytes sign(
      final TransactionType type,
      final PrivateKey from,
      final long nonce,
      final long gas,
      final Address to,
      final BigInteger value,
      final Bytes data) {
    return TransactionSigner.sign(
            new Unsigned(
                type,
                CHAIN_ID,
                nonce,
                GWEI.multiply(BigInteger.TWO),
                GWEI,
                gas,
                Optional.ofNullable(to),
                value,
                data),
            from)
        .raw();
  }
}
