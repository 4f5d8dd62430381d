/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ChainReader.Receipt;
import org.zknode.rollup.engine.DecodedTransaction;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.OpenBlock;

/** An open block of a {@link DriverPlugin} in another process. */
final class DrivenOpenBlock implements OpenBlock {
  private final BlockAttributes attributes;
  private final long id;
  private final Calls calls;

  /** Calls of the driver. */
  @FunctionalInterface
  interface Calls {
    JsonNode ask(String method, Object... params);
  }

  DrivenOpenBlock(final BlockAttributes attributes, final long id, final Calls calls) {
    this.attributes = attributes;
    this.id = id;
    this.calls = calls;
  }

  private record Kept(DecodedTransaction transaction, Receipt receipt) implements Included {}

  @Override
  public BlockAttributes attributes() {
    return attributes;
  }

  @Override
  public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
    final JsonNode answer =
        calls.ask(
            "Append",
            id,
            transactions.stream().map(each -> each.raw().toHexString()).toList(),
            transactions.stream().map(each -> each.sender().toString()).toList(),
            longest.toNanos());
    final Map<Bytes, DecodedTransaction> given = new HashMap<>();
    transactions.forEach(each -> given.put(each.raw(), each));
    final List<Included> included = new ArrayList<>();
    answer
        .get("included")
        .forEach(
            each ->
                included.add(
                    new Kept(
                        given.get(Bytes.fromHexString(each.get(0).asText())),
                        EngineJson.receipt(each))));
    return new Appended(
        included, EngineJson.skipped(answer.get("skipped")), EngineJson.exhausted(answer));
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return EngineJson.accounts(
        calls.ask("OpenAccounts", id, addresses.stream().map(Address::toString).toList()));
  }

  @Override
  public BlockResult seal() {
    return EngineJson.result(calls.ask("Seal", id));
  }

  @Override
  public void close() {
    calls.ask("Abandon", id);
  }
}
