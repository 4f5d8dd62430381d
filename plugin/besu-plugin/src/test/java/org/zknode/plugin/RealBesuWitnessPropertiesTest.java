/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import net.jqwik.api.lifecycle.Store;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.BlockMismatchException;

/**
 * Any blocks give the same on a real Besu's state and on their witness alone; skipped by name where
 * none is found.
 */
@Tag("slow")
@AddLifecycleHook(RealBesuWitnessPropertiesTest.OnlyWithBesu.class)
class RealBesuWitnessPropertiesTest {
  static final class OnlyWithBesu implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(final LifecycleContext context) {
      return BesuProcess.find().isPresent()
          ? SkipResult.doNotSkip()
          : SkipResult.skip("no Besu: neither BESU_HOME nor besu on the PATH");
    }
  }

  /** Ends with the property. */
  private record Running(BesuProcess besu) implements Store.CloseOnReset {
    static Running start() {
      try {
        final Path dir =
            Files.createTempDirectory(Path.of("target").toAbsolutePath(), "witness-properties");
        return new Running(
            DrivenBesu.in(
                    dir,
                    BesuGenesis.of(AccountTransactions.KEY.address(), WitnessContracts.genesis()))
                .start(dir.resolve("data")));
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      besu.close();
    }
  }

  /**
   * A chain of its own each time. The witness is that of all its blocks in one batch, with what
   * cannot be applied, and of each block alone.
   */
  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void blocksGiveTheSameOnAStateAndOnTheirWitness(
      @ForAll final long seed, @ForAll @IntRange(min = 2, max = 16) final int blocks)
      throws IOException, BlockMismatchException {
    final BesuProcess besu =
        Store.getOrCreate("besu", Lifespan.PROPERTY, Running::start).get().besu();
    besu.result("driver_unwind", 0);
    final DrivenEngine engine = new DrivenEngine(besu);
    final WitnessTraffic traffic = new WitnessTraffic(seed);
    final List<BlockInput> inputs = new ArrayList<>();
    L2Block head = engine.head();
    while (head.number() < blocks) {
      final WitnessTraffic.Next next = traffic.after(head);
      head =
          engine
              .extend(next.input().attributes(), next.input().transactions(), Optional.empty())
              .block();
      assertThat(head.transactions()).hasSize(next.applicable());
      inputs.add(next.input());
    }
    final JsonNode figures =
        besu.result("driver_witness", inputs.stream().map(EngineJson::of).toList());
    assertThat(figures.get("batchBytes").asLong()).isPositive();
  }
}
