/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/**
 * One tuple of the authorization list of a set-code transaction (EIP-7702): an account, the
 * authority, lets its calls be answered by another account's code. A tuple that does not hold
 * (other chain, other nonce, no authority) is passed over when the transaction is executed; the
 * transaction stays valid.
 *
 * @param chainId 0 for any chain
 * @param address whose code is used; zero takes the delegation back
 * @param nonce of the authority, unsigned
 * @param yParity 0 or 1 of a signature that can be recovered
 * @param r of the signature, below 2^256
 * @param s of the signature, below 2^256; above half of the group order the tuple does not hold
 */
public record Authorization(
    BigInteger chainId, Address address, long nonce, int yParity, BigInteger r, BigInteger s) {

  /** What the signed bytes begin with (EIP-7702). */
  private static final Bytes MAGIC = Bytes.of(0x05);

  /** An authorization of the key's account. */
  public static Authorization sign(
      final long chainId, final Address address, final long nonce, final PrivateKey key) {
    final BigInteger chain = BigInteger.valueOf(chainId);
    final Signature signature = key.sign(digest(chain, address, nonce));
    return new Authorization(
        chain, address, nonce, signature.recoveryId(), signature.r(), signature.s());
  }

  /** The account that signed; empty if none did. */
  public Optional<Address> authority() {
    return yParity > 1 || s.compareTo(Secp256k1.HALF_N) > 0
        ? Optional.empty()
        : Secp256k1.recover(digest(chainId, address, nonce), new Signature(r, s, yParity));
  }

  private static Bytes32 digest(final BigInteger chainId, final Address address, final long nonce) {
    return Keccak256.hash(
        MAGIC,
        RlpWriter.encodeList(
            writer -> writer.integer(chainId).bytes(address.bytes()).uint64(nonce)));
  }

  void write(final RlpWriter list) {
    list.list(
        tuple ->
            tuple
                .integer(chainId)
                .bytes(address.bytes())
                .uint64(nonce)
                .uint64(yParity)
                .integer(r)
                .integer(s));
  }

  static List<Authorization> readAll(final RlpReader list) {
    final List<Authorization> authorizations = new ArrayList<>();
    while (!list.atEnd()) {
      final RlpReader tuple = list.list();
      authorizations.add(
          new Authorization(
              tuple.uint256(),
              new Address(tuple.fixed(Address.SIZE)),
              tuple.uint64(),
              tuple.uint(8),
              tuple.uint256(),
              tuple.uint256()));
      tuple.expectEnd();
    }
    return List.copyOf(authorizations);
  }
}
