/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.aggregator;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.proto.aggregator.v1.GetProofResponse;
import org.zknode.proto.aggregator.v1.GetStatusResponse;
import org.zknode.proto.aggregator.v1.InputProver;
import org.zknode.rollup.chain.ChainConfig;
import org.zknode.rollup.l1.L1Config;

/** The aggregator without its threads and its server: a simulation runs its steps. */
public final class SteppedAggregator {
  private final AggregatorCore core;

  public SteppedAggregator(
      final AggregatorConfig config,
      final ChainConfig chain,
      final L1Config l1,
      final Address sender,
      final Bytes32 genesisStateRoot,
      final AggregatorPorts ports) {
    this.core = new AggregatorCore(config, chain, l1, sender, genesisStateRoot, ports);
  }

  public void round() {
    core.round(() -> {});
  }

  /** The connection of one prover. */
  public Session connect(final SimulatedProver prover) {
    return new Session(core.worker().session(new Port(prover)));
  }

  /** Driven until a step gives no pause, then ended. */
  public static final class Session {
    private final ProverSession session;

    private Session(final ProverSession session) {
      this.session = session;
    }

    public Optional<Duration> step() {
      try {
        return session.step();
      } catch (final InterruptedException e) {
        throw new AssertionError("nothing waits in a simulation", e);
      }
    }

    public void end() {
      session.end();
    }
  }

  private record Port(SimulatedProver prover) implements Prover {
    private <T> T answer(final Optional<T> given) throws ProverException {
      return given.orElseThrow(() -> new ProverException("prover %s is gone".formatted(remote())));
    }

    @Override
    public String remote() {
      return prover.name();
    }

    @Override
    public GetStatusResponse getStatus() throws ProverException {
      return answer(prover.status());
    }

    @Override
    public String genBatchProof(final InputProver input) throws ProverException {
      return answer(prover.proveBatch(input));
    }

    @Override
    public String genAggregatedProof(final String first, final String second)
        throws ProverException {
      return answer(prover.aggregate(first, second));
    }

    @Override
    public String genFinalProof(final String proof, final String aggregatorAddress)
        throws ProverException {
      return answer(prover.finish(proof, aggregatorAddress));
    }

    @Override
    public GetProofResponse getProof(final String id) throws ProverException {
      return answer(prover.proof(id));
    }

    @Override
    public void cancel(final String id) {
      prover.cancel(id);
    }

    @Override
    public boolean isOpen() {
      return prover.isOpen();
    }

    @Override
    public void close(final Status status) {
      throw new AssertionError("refused a prover: " + status);
    }
  }
}
