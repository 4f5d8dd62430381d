/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu.trie;

import java.math.BigInteger;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.datatypes.Wei;
import org.zknode.eth.Keccak256;
import org.zknode.rlp.RlpReader;
import org.zknode.rlp.RlpWriter;

/** A leaf of the trie of accounts. */
public record AccountValue(long nonce, BigInteger balance, Bytes32 storageRoot, Bytes32 codeHash) {
  /** Root of a trie without entries. */
  public static final Bytes32 NO_STORAGE = Keccak256.hash(Bytes.of(0x80));

  /** Hash of no code. */
  public static final Bytes32 NO_CODE = Keccak256.hash(Bytes.EMPTY);

  /**
   * @throws org.zknode.rlp.RlpException it is none
   */
  public static AccountValue decode(final Bytes rlp) {
    final RlpReader fields = RlpReader.of(rlp).list();
    final AccountValue value =
        new AccountValue(fields.uint64(), fields.uint256(), fields.bytes32(), fields.bytes32());
    fields.expectEnd();
    return value;
  }

  Bytes encode() {
    return RlpWriter.encodeList(
        out -> out.uint64(nonce).integer(balance).bytes(storageRoot).bytes(codeHash));
  }

  Wei wei() {
    return Wei.of(balance);
  }

  boolean hasStorage() {
    return !storageRoot.equals(NO_STORAGE);
  }
}
