/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.zknode.eth.Address;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;

/** An open block of whose sealing somebody is told. */
record ToldBlock(OpenBlock open, Consumer<BlockResult> whenSealed) implements OpenBlock {
  @Override
  public BlockAttributes attributes() {
    return open.attributes();
  }

  @Override
  public Appended append(final List<DecodedTransaction> transactions, final Duration longest) {
    return open.append(transactions, longest);
  }

  @Override
  public Map<Address, AccountState> accounts(final Collection<Address> addresses) {
    return open.accounts(addresses);
  }

  @Override
  public BlockResult seal() {
    final BlockResult result = open.seal();
    whenSealed.accept(result);
    return result;
  }

  @Override
  public void close() {
    open.close();
  }
}
