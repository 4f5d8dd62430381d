/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.zknode.eth.Address;
import org.zknode.rollup.l1.L1Client;
import org.zknode.rollup.l1.L1Client.BlockTag;
import org.zknode.rollup.l1.L1EndpointException;
import org.zknode.rollup.l1.L1Event;
import org.zknode.rollup.l1.L1Log;
import org.zknode.rollup.l1.L1LogFilter;
import org.zknode.rollup.l1.L1Logs;
import org.zknode.rollup.l1.L1View;
import org.zknode.rollup.state.L1BlockRef;

/** Several endpoints of one fake L1, of which some leave out logs, know no old state or fail. */
final class Mouths {
  final List<String> lost = new ArrayList<>();
  private final L1Client l1;
  private final List<L1View> views = new ArrayList<>();

  Mouths(final L1Client l1) {
    this.l1 = l1;
  }

  /**
   * @param hides logs that it leaves out
   * @param pruned it has the state of the newest block only
   */
  Mouths with(final String name, final Predicate<L1Log> hides, final boolean pruned) {
    views.add(new Mouth(name, logs -> honest(logs, hides), pruned, false, l1::call));
    return this;
  }

  /**
   * @param forges what it makes of the logs of a window
   */
  Mouths forging(final String name, final UnaryOperator<List<L1Log>> forges) {
    views.add(new Mouth(name, forges, false, false, l1::call));
    return this;
  }

  /**
   * Its events and its state lie alike, so that it fits itself.
   *
   * @param claimedBits its words of the map of claims
   */
  Mouths lying(
      final String name, final UnaryOperator<List<L1Log>> forges, final Bytes claimedBits) {
    final Bytes function = BridgeState.claimedBits(0).slice(0, 4);
    views.add(
        new Mouth(
            name,
            forges,
            false,
            false,
            (contract, calldata, block) ->
                calldata.slice(0, 4).equals(function)
                    ? Optional.of(claimedBits)
                    : l1.call(contract, calldata, block)));
    return this;
  }

  /** Answers calls at the end of a block. */
  @FunctionalInterface
  private interface Calls {
    Optional<Bytes> call(Address contract, Bytes calldata, long block);
  }

  private static List<L1Log> honest(final List<L1Log> logs, final Predicate<L1Log> hides) {
    return logs.stream().filter(Predicate.not(hides)).toList();
  }

  Mouths failing(final String name) {
    views.add(new Mouth(name, logs -> logs, false, true, l1::call));
    return this;
  }

  L1Client client() {
    return (L1Client)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {L1Client.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("views")) {
                return List.copyOf(views);
              }
              try {
                return method.invoke(l1, arguments);
              } catch (final InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private final class Mouth implements L1View {
    private final String name;
    private final UnaryOperator<List<L1Log>> tells;
    private final boolean pruned;
    private final boolean fails;
    private final Calls says;

    Mouth(
        final String name,
        final UnaryOperator<List<L1Log>> tells,
        final boolean pruned,
        final boolean fails,
        final Calls says) {
      this.name = name;
      this.tells = tells;
      this.pruned = pruned;
      this.fails = fails;
      this.says = says;
    }

    private L1View real() {
      if (fails) {
        throw new L1EndpointException(name, "HTTP status 403");
      }
      return l1;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void failed(final String why) {
      lost.add(name);
    }

    @Override
    public L1BlockRef head(final BlockTag tag) {
      return real().head(tag);
    }

    @Override
    public Optional<L1BlockRef> block(final long number) {
      return real().block(number);
    }

    @Override
    public L1Logs logs(
        final L1LogFilter filter, final long fromBlock, final long toBlock, final long enough) {
      final L1Logs all = real().logs(filter, fromBlock, toBlock, enough);
      return new L1Logs(tells.apply(all.logs()), all.toBlock());
    }

    @Override
    public Optional<Bytes> call(final Address contract, final Bytes calldata, final long block) {
      real();
      return pruned && block < l1.head(BlockTag.LATEST).number()
          ? Optional.empty()
          : says.call(contract, calldata, block);
    }

    @Override
    public List<L1Event> events(final long fromBlock, final long toBlock) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ContractState> stateAt(final long block) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Bytes32 sequencedAccInputHash(final long batchNumber) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Bytes32 verifiedStateRoot(final long batchNumber) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Bytes32 forcedBatchHash(final long number, final long block) {
      throw new UnsupportedOperationException();
    }
  }
}
