/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.JsonRpc.RpcError;
import org.zknode.eth.Address;
import org.zknode.eth.PrivateKey;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionSigner;
import org.zknode.eth.TransactionSigner.Unsigned;
import org.zknode.eth.TransactionType;

/**
 * A person's account on one chain: one transaction after the other, each until it is in a block.
 */
record OneAccount(JsonRpc chain, PrivateKey key) {
  private static final BigInteger MAX_FEE = BigInteger.valueOf(20_000_000_000L);
  private static final BigInteger TIP = BigInteger.valueOf(2_000_000_000L);
  private static final long GAS = 3_000_000;

  /** Address of the new contract. */
  Address create(final Bytes initCode) throws IOException, RpcError {
    final JsonNode receipt = mined(sign(Optional.empty(), BigInteger.ZERO, initCode));
    return Address.fromHex(receipt.path("contractAddress").asText());
  }

  /** Signs the account's next transaction, which is not sent. */
  SignedTransaction sign(final Address to, final BigInteger value, final Bytes data)
      throws IOException, RpcError {
    return sign(Optional.of(to), value, data);
  }

  private SignedTransaction sign(
      final Optional<Address> to, final BigInteger value, final Bytes data)
      throws IOException, RpcError {
    return TransactionSigner.sign(
        new Unsigned(
            TransactionType.DYNAMIC_FEE,
            Long.decode(chain.call("eth_chainId").asText()),
            Long.decode(
                chain
                    .call("eth_getTransactionCount", key.address().toString(), "pending")
                    .asText()),
            MAX_FEE,
            TIP,
            GAS,
            to,
            value,
            data),
        key);
  }

  /** Sends it, whatever becomes of it. */
  void sent(final SignedTransaction transaction) throws IOException, RpcError {
    chain.call("eth_sendRawTransaction", transaction.raw().toHexString());
  }

  /** Sends it and waits for its receipt; it has to succeed. */
  JsonNode mined(final SignedTransaction transaction) throws IOException, RpcError {
    sent(transaction);
    DevnetScenarios.eventually().until(() -> Facts.receipt(chain, transaction.hash()).isPresent());
    final JsonNode receipt = Facts.receipt(chain, transaction.hash()).orElseThrow();
    assertThat(receipt.path("status").asText()).as(receipt.toString()).isEqualTo("0x1");
    return receipt;
  }

  /** What a contract answers to a call. */
  static Bytes read(final JsonRpc chain, final Address contract, final Bytes data)
      throws IOException, RpcError {
    return Bytes.fromHexString(
        chain
            .call(
                "eth_call", Map.of("to", contract.toString(), "data", data.toHexString()), "latest")
            .asText());
  }

  /** Word of that slot. */
  static Bytes storage(final JsonRpc chain, final Address contract, final int slot)
      throws IOException, RpcError {
    return Bytes.fromHexString(
        chain.call("eth_getStorageAt", contract.toString(), Facts.hex(slot), "latest").asText());
  }
}
