/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.PrivateKey;
import org.zknode.rollup.chain.BlockAttributes;
import org.zknode.rollup.chain.BlockInput;
import org.zknode.rollup.chain.L2Block;
import org.zknode.rollup.engine.ExecutionEngine.AccountState;
import org.zknode.rollup.engine.ExecutionEngine.BlockResult;
import org.zknode.rollup.engine.ExecutionEngine.SkippedTransaction;

/** Part of {@link ExecutionEngineContract}: accounts with others' code (EIP-7702). */
abstract class DelegationContract extends OpenBlockContract {
  /**
   * Init code of a contract that gives its caller all it has: CALL(GAS, CALLER, SELFBALANCE, 0, 0,
   * 0, 0), STOP.
   */
  private static final Bytes DRAINER =
      Bytes.fromHexString("0x68" + "5f5f5f5f47335af100" + "5f5260096017f3");

  @Test
  void aDelegationIsSeenAndItsEndToo() throws Exception {
    final PrivateKey sponsor = account("sponsor", ETHER);
    final PrivateKey authority = account("authority", ETHER);
    final Address address = authority.address();
    include(
        setCode(
            sponsor,
            0,
            Authorization.sign(CHAIN_ID + 1, SINK, 0, authority),
            Authorization.sign(CHAIN_ID, SINK, 1, authority)));
    assertThat(account(address)).isEqualTo(new AccountState(0, ETHER, false));
    final L2Block before = engine().head();

    final BlockAttributes attributes = after(before);
    final DecodedTransaction delegation =
        setCode(sponsor, 1, Authorization.sign(CHAIN_ID, SINK, 0, authority));
    final L2Block block =
        OpenBlock.atOnce(engine(), attributes, List.of(delegation), unlimited()).block();
    assertThat(account(address)).isEqualTo(new AccountState(1, ETHER, true));
    assertThat(engine().accounts(List.of(address, SINK, sponsor.address())))
        .containsEntry(address, account(address))
        .containsEntry(SINK, account(SINK))
        .containsEntry(sponsor.address(), account(sponsor.address()))
        .hasSize(3);
    assertThat(account(SINK).delegated()).isFalse();

    engine().unwindTo(before.number());
    assertThat(account(address)).isEqualTo(new AccountState(0, ETHER, false));
    engine().extend(attributes, block.transactions(), Optional.of(block.hash()));
    assertThat(account(address)).isEqualTo(new AccountState(1, ETHER, true));

    include(setCode(sponsor, 2, Authorization.sign(0, Address.ZERO, 1, authority)));
    assertThat(account(address)).isEqualTo(new AccountState(2, ETHER, false));
  }

  /**
   * Between two of an account's own transactions somebody has its code give away all it has: what
   * waits is left out alone, everybody derives the same block, and what can still be applied later
   * comes back.
   */
  @Test
  void whatAnEmptiedAccountHasWaitingIsLeftOutWithoutHarm() throws Exception {
    final PrivateKey stranger = account("stranger", ETHER);
    final PrivateKey victim = account("emptied", ETHER);
    final PrivateKey user = account("beside the emptied one", ETHER);
    final Address address = victim.address();
    include(
        creation(stranger, 0, 200_000, DRAINER),
        setCode(
            stranger, 1, Authorization.sign(CHAIN_ID, created(stranger.address(), 0), 0, victim)));
    assertThat(account(address)).isEqualTo(new AccountState(1, ETHER, true));

    final BlockAttributes attributes = after(engine().head());
    final List<DecodedTransaction> given =
        List.of(
            transfer(victim, 1),
            call(stranger, 2, address, drainingCall()),
            transfer(victim, 2),
            transfer(victim, 3),
            transfer(user, 0));
    final BlockResult built = OpenBlock.atOnce(engine(), attributes, given, unlimited());
    assertThat(included(built))
        .containsExactly(given.get(0).raw(), given.get(1).raw(), given.get(4).raw());
    assertThat(built.skipped()).extracting(SkippedTransaction::index).containsExactly(2, 3);
    assertThat(kinds(built)).containsExactly(SkipKind.NOT_YET, SkipKind.NOT_YET);
    assertThat(account(address)).isEqualTo(new AccountState(2, BigInteger.ZERO, true));
    assertThat(account(stranger.address()).balance()).isGreaterThan(ETHER);
    assertThat(
            engine()
                .reExecute(
                    List.of(
                        new BlockInput(attributes, included(built)),
                        new BlockInput(after(built.block()), List.of())))
                .getFirst()
                .block())
        .isEqualTo(built.block());
    assertThat(
            engine().reExecute(List.of(new BlockInput(attributes, raw(given)))).getFirst().block())
        .isEqualTo(built.block());

    // Its code would give back what it gets.
    include(setCode(stranger, 3, Authorization.sign(CHAIN_ID, Address.ZERO, 2, victim)));
    include(pay(stranger, 4, address, ETHER));
    final BlockResult later = build(List.of(given.get(2), given.get(3)));
    assertThat(included(later)).containsExactly(given.get(3).raw());
    assertThat(kinds(later)).as("its nonce was used up").containsExactly(SkipKind.CANNOT_APPLY);
  }

  /** An authorization in the block takes the nonce of one transaction and makes room for others. */
  @Test
  void aNonceThatAnAuthorizationUsedUpFailsThatTransactionAlone() throws Exception {
    final PrivateKey sponsor = account("sponsor of a nonce", ETHER);
    final PrivateKey authority = account("loses a nonce", ETHER);
    final List<DecodedTransaction> given =
        List.of(
            setCode(sponsor, 0, Authorization.sign(CHAIN_ID, SINK, 0, authority)),
            transfer(authority, 0),
            transfer(authority, 1));
    final BlockResult built = build(given);
    if (followsAuthorizationsWithinABlock()) {
      assertThat(included(built)).containsExactly(given.get(0).raw(), given.get(2).raw());
      assertThat(kinds(built)).containsExactly(SkipKind.CANNOT_APPLY);
    } else {
      assertThat(included(built)).containsExactly(given.get(0).raw());
      assertThat(kinds(built)).containsExactly(SkipKind.CANNOT_APPLY, SkipKind.NOT_YET);
      include(given.get(2));
    }
    assertThat(account(authority.address()).nonce()).isEqualTo(2);
  }
}
