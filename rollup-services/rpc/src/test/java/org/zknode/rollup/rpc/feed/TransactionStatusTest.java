/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.rpc.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.tuweni.bytes.Bytes32;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.rollup.engine.ExecutionEngine;
import org.zknode.rollup.pool.TransactionFates;
import org.zknode.rollup.pool.TransactionInquiry;
import org.zknode.rollup.preconfirmation.Preconfirmations;
import org.zknode.rollup.preconfirmation.Slice;
import org.zknode.rollup.rpc.TransactionStatusMethod;
import org.zknode.rollup.testkit.FakeEngine;

class TransactionStatusTest {
  private final Preconfirmations slices = new Preconfirmations(() -> {});
  private final ExecutionEngine engine = FakeEngine.funded(TestSlices.ALICE.address());

  private final TransactionFates pool =
      new TransactionFates() {
        @Override
        public Optional<Fate> fate(final Bytes32 hash) {
          return Optional.of(
              new Fate(
                  hash,
                  TestSlices.ALICE.address(),
                  1,
                  Status.SELECTED,
                  Optional.empty(),
                  Optional.empty(),
                  OptionalLong.of(1),
                  1,
                  2));
        }

        @Override
        public List<Long> liveNonces(final Address sender) {
          return List.of();
        }
      };

  private Object status(final Bytes32 hash) throws Exception {
    return new TransactionStatusMethod(
            Optional.of(new TransactionInquiry(pool, engine, () -> null)), Optional.empty(), slices)
        .methods()
        .get(TransactionStatusMethod.NAME)
        .call(List.of(hash.toHexString()));
  }

  @Test
  void whatIsInASliceHasItsReceiptBesidesItsStatus() throws Exception {
    final Slice slice = TestSlices.slice(1, engine.head().hash(), 0);
    final Bytes32 hash = slice.transactions().getLast().transaction().hash();
    assertThat(status(hash))
        .asInstanceOf(InstanceOfAssertFactories.map(Object.class, Object.class))
        .containsEntry("status", "selected")
        .doesNotContainKey("preconfirmed");
    slices.preconfirmed(slice);
    assertThat(status(hash))
        .asInstanceOf(InstanceOfAssertFactories.map(Object.class, Object.class))
        .containsEntry("status", "selected")
        .extractingByKey("preconfirmed", InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("transactionHash", hash.toHexString())
        .containsEntry("preconfirmed", true)
        .containsEntry("transactionIndex", "0x1")
        .containsEntry("status", "0x0");
  }
}
