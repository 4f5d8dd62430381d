/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.units.bigints.UInt256;
import org.zknode.eth.Address;
import org.zknode.eth.SignedTransaction;
import org.zknode.eth.TransactionDecodeException;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;
import org.zknode.rollup.engine.ChainReader;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.EngineException;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.engine.OpenBlock;
import org.zknode.rollup.engine.ResourceBudget;
import org.zknode.rollup.engine.Resources;

/** The engine of a {@link DriverPlugin} in another process. */
final class DrivenEngine implements ExecutionEngine {
  private final BesuProcess besu;

  DrivenEngine(final BesuProcess besu) {
    this.besu = besu;
  }

  private JsonNode ask(final String method, final Object... params) {
    try {
      final JsonNode answer = besu.call("driver_engine" + method, params);
      final String error = answer.path("error").path("message").asText();
      if (error.startsWith(EngineMethods.BAD_ARGUMENT)) {
        throw new IllegalArgumentException(error);
      }
      if (error.startsWith(OpenBlockMethods.FAILED)) {
        throw new EngineException(error);
      }
      if (!answer.has("result")) {
        throw new AssertionError(method + " answered " + answer);
      }
      return answer.get("result");
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "besu";
  }

  @Override
  public long chainId() {
    return DriverPlugin.CHAIN_ID;
  }

  @Override
  public L2Block head() {
    return EngineJson.block(ask("Head"));
  }

  @Override
  public Optional<L2Block> block(final long number) {
    final JsonNode found = ask("Block", number);
    return found.isEmpty() ? Optional.empty() : Optional.of(EngineJson.block(found.get(0)));
  }

  @Override
  public DecodedTransaction decode(final Bytes raw, final Address claimed) {
    final JsonNode answer = ask("Decode", raw.toHexString(), claimed.toString());
    if (answer.has("refused")) {
      throw new TransactionDecodeException(answer.get("refused").asText());
    }
    return new DecodedTransaction(SignedTransaction.decode(raw, claimed), Optional.empty());
  }

  @Override
  public boolean metersResources() {
    return true;
  }

  @Override
  public void prepare(final List<Bytes> transactions) {
    ask("Prepare", EngineJson.hex(transactions));
  }

  @Override
  public BlockResult extend(
      final BlockAttributes attributes,
      final List<Bytes> transactions,
      final Optional<Bytes32> expectedHash)
      throws BlockMismatchException {
    final List<Object> params = new ArrayList<>();
    params.add(EngineJson.of(attributes));
    params.add(EngineJson.hex(transactions));
    expectedHash.ifPresent(hash -> params.add(hash.toHexString()));
    final JsonNode answer = ask("Derive", params.toArray());
    if (answer.has("mismatch")) {
      throw new BlockMismatchException(
          EngineJson.block(answer.get("mismatch")), expectedHash.orElseThrow());
    }
    return EngineJson.result(answer);
  }

  @Override
  public OpenBlock open(final BlockAttributes attributes, final ResourceBudget budget) {
    final long id =
        ask(
                "Open",
                EngineJson.of(attributes),
                EngineJson.of(budget.left()),
                EngineJson.of(budget.whole()),
                List.of(budget.room().bytes(), budget.room().transactions()),
                List.of(
                    budget.work().assembly().toNanos(),
                    budget.work().perTransaction().toNanos(),
                    budget.work().discarded().toNanos(),
                    budget.work().smallGas()),
                budget.sparing())
            .asLong();
    return new DrivenOpenBlock(attributes, id, this::ask);
  }

  @Override
  public Resources meter(final BlockInput input) {
    return EngineJson.resources(ask("Meter", EngineJson.of(input)));
  }

  @Override
  public List<BlockResult> reExecute(final List<BlockInput> inputs) {
    final List<BlockResult> results = new ArrayList<>();
    ask("ReExecute", inputs.stream().map(EngineJson::of).toList())
        .forEach(result -> results.add(EngineJson.result(result)));
    return results;
  }

  @Override
  public void unwindTo(final long number) {
    ask("UnwindTo", number);
  }

  @Override
  public AccountState account(final Address address) {
    return accounts(List.of(address)).get(address);
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return EngineJson.accounts(ask("Accounts", addresses.stream().map(Address::toString).toList()));
  }

  @Override
  public Bytes32 storage(final long number, final Address account, final UInt256 slot) {
    return Bytes32.fromHexString(
        ask("Storage", number, account.toString(), slot.toHexString()).asText());
  }

  @Override
  public Trial simulate(
      final SignedTransaction transaction, final Resources whole, final Duration time) {
    final String reason =
        ask("Simulate", transaction.raw().toHexString(), EngineJson.of(whole), time.toMillis())
            .asText();
    return reason.isEmpty() ? new Trial.Fits() : new Trial.Exceeds(reason);
  }

  @Override
  public void setSafeAndFinalized(final long safeNumber, final long finalizedNumber) {
    throw new UnsupportedOperationException("the driver's own methods do that");
  }

  @Override
  public ChainReader reader() {
    throw new UnsupportedOperationException("the driver's own methods do that");
  }

  @Override
  public void close() {
    besu.close();
  }
}
