/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.bridge.postgres;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.zknode.eth.Address;
import org.zknode.rollup.bridge.BridgeView;
import org.zknode.rollup.bridge.Claim;
import org.zknode.rollup.bridge.ClaimableDeposit;
import org.zknode.rollup.bridge.Deposit;
import org.zknode.rollup.bridge.ExitLeaf.LeafType;
import org.zknode.rollup.bridge.IndexPosition;
import org.zknode.rollup.bridge.ProofAnswer;
import org.zknode.rollup.bridge.TokenWrapped;
import org.zknode.rollup.database.Transactions;
import org.zknode.rollup.state.L1InfoLeaf;

/** The index in the state DB; each answer is read from one snapshot. */
public record PgBridgeView(Transactions database, long ownNetwork) implements BridgeView {
  private static final String PENDING =
      """
       FROM state.bridge_deposit WHERE destination_network = :destination AND leaf_type = :type
      AND network = :source AND deposit_count < :ready AND claim_transaction IS NULL\
      """;

  /** Around the statement for some deposits and their order: as many as fit, but one. */
  private static final String WITHIN_BYTES =
      """
      SELECT * FROM (SELECT d.*, sum(octet_length(d.metadata)) OVER later AS bytes_so_far,
          row_number() OVER later AS place FROM (%%s) d WINDOW later AS (%%s)) s
      WHERE bytes_so_far <= %d OR place = 1 ORDER BY place\
      """
          .formatted(MAX_METADATA_BYTES);

  @Override
  public List<IndexPosition> positions() {
    return database.read(
        handle ->
            Stream.of(0L, ownNetwork)
                .flatMap(network -> new PgBridgeTx(handle).last(network).stream())
                .map(
                    block ->
                        new IndexPosition(
                            block.network(), block.number(), block.hash(), block.deposits()))
                .toList());
  }

  @Override
  public Page<Deposit> depositsTo(final Address destination, final long offset, final int limit) {
    return database.read(
        handle ->
            page(
                handle,
                " FROM state.bridge_deposit WHERE destination_address = :to",
                " ORDER BY timestamp DESC, network, deposit_count DESC",
                WITHIN_BYTES,
                query -> query.bind("to", destination),
                deposits(handle),
                offset,
                limit));
  }

  @Override
  public Optional<Deposit> deposit(final long network, final long depositCount) {
    return database.read(handle -> deposit(handle, network, depositCount));
  }

  private Optional<Deposit> deposit(
      final Handle handle, final long network, final long depositCount) {
    return handle
        .select(
            "SELECT * FROM state.bridge_deposit WHERE network = ? AND deposit_count = ?",
            network,
            depositCount)
        .mapTo(DepositRow.class)
        .findOne()
        .map(row -> row.deposit(Reach.of(handle, ownNetwork)));
  }

  @Override
  public Page<Claim> claimsTo(final Address destination, final long offset, final int limit) {
    return database.read(
        handle ->
            page(
                handle,
                " FROM state.bridge_claim WHERE destination_address = :to",
                " ORDER BY timestamp DESC, network, block_number DESC, log_index DESC",
                "%s",
                query -> query.bind("to", destination),
                query -> query.mapTo(ClaimRow.class).map(ClaimRow::claim).list(),
                offset,
                limit));
  }

  @Override
  public Page<Deposit> pending(
      final Optional<Address> destination,
      final long destinationNetwork,
      final LeafType leafType,
      final long offset,
      final int limit) {
    return database.read(
        handle -> {
          final Reach reach = Reach.of(handle, ownNetwork);
          final long source = reach.source(destinationNetwork);
          return page(
              handle,
              PENDING + destination.map(to -> " AND destination_address = :to").orElse(""),
              " ORDER BY network, deposit_count",
              WITHIN_BYTES,
              query -> {
                destination.ifPresent(to -> query.bind("to", to));
                return query
                    .bind("destination", destinationNetwork)
                    .bind("type", leafType.code())
                    .bind("source", source)
                    .bind("ready", reach.deposits(source, destinationNetwork));
              },
              deposits(reach),
              offset,
              limit);
        });
  }

  @Override
  public List<ClaimableDeposit> claimable(
      final long network,
      final long destinationNetwork,
      final Set<LeafType> leafTypes,
      final long fromDepositCount,
      final int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT deposit_count, block_hash AS block FROM state.bridge_deposit d
                    WHERE network = :network AND deposit_count >= :from AND deposit_count < :ready
                      AND destination_network = :destination AND leaf_type IN (<types>)
                      AND claim_transaction IS NULL
                      AND NOT EXISTS (
                        SELECT FROM state.bridge_failed_claim f
                        WHERE d.network = 0 AND f.deposit_count = d.deposit_count
                          AND f.l1_block = d.block_hash)
                    ORDER BY deposit_count LIMIT :limit\
                    """)
                .bind("network", network)
                .bind("from", fromDepositCount)
                .bind("ready", Reach.of(handle, ownNetwork).deposits(network, destinationNetwork))
                .bind("destination", destinationNetwork)
                .bindList("types", leafTypes.stream().map(LeafType::code).toList())
                .bind("limit", rows(limit))
                .mapTo(ClaimableDeposit.class)
                .list());
  }

  @Override
  public OptionalLong provenOnL1(final long depositCount) {
    return database.read(
        handle ->
            handle
                .select(
                    """
                    SELECT min(v.l1_block) AS block FROM state.bridge_rollup_exit v
                    JOIN state.bridge_deposit d
                      ON d.network = v.rollup_id AND d.exit_root = v.local_exit_root
                    WHERE v.rollup_id = ? AND d.deposit_count >= ?
                    HAVING count(*) > 0\
                    """,
                    ownNetwork,
                    depositCount)
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty));
  }

  @Override
  public List<TokenWrapped> wrappedTokens(final long originNetwork, final Address originToken) {
    return database.read(
        handle ->
            handle
                .select(
                    """
                    SELECT DISTINCT ON (network) * FROM state.bridge_wrapped_token
                    WHERE origin_token = ? AND origin_network = ?
                    ORDER BY network, block_number DESC, log_index DESC\
                    """,
                    originToken,
                    originNetwork)
                .mapTo(WrappedRow.class)
                .map(WrappedRow::token)
                .list());
  }

  @Override
  public ProofAnswer proof(final long network, final long depositCount) {
    return database.read(handle -> new Proofs(handle, ownNetwork).newest(network, depositCount));
  }

  @Override
  public ProofAnswer proof(
      final long network, final long depositCount, final Bytes32 globalExitRoot) {
    return database.read(
        handle -> new Proofs(handle, ownNetwork).of(network, depositCount, globalExitRoot));
  }

  @Override
  public List<L1InfoLeaf> missingOnL2(final int limit) {
    return database.read(
        handle ->
            handle
                .select(
                    """
                    SELECT * FROM state.exit_root WHERE index > coalesce(
                      (SELECT max(leaf) FROM state.bridge_known_exit_root), 0)
                    ORDER BY index DESC LIMIT ?\
                    """,
                    rows(limit))
                .mapTo(L1InfoLeaf.class)
                .list());
  }

  @Override
  public boolean isOnL2(final Bytes32 globalExitRoot) {
    return database.read(
        handle ->
            handle
                .select(
                    "SELECT 1 FROM state.bridge_known_exit_root WHERE global_exit_root = ?",
                    globalExitRoot)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  private Function<Query, List<Deposit>> deposits(final Handle handle) {
    return deposits(Reach.of(handle, ownNetwork));
  }

  private static Function<Query, List<Deposit>> deposits(final Reach reach) {
    return query -> query.mapTo(DepositRow.class).map(row -> row.deposit(reach)).list();
  }

  /**
   * @param from what both statements have, from FROM on
   * @param around a format for the statement of the rows and their order
   */
  private static <T> Page<T> page(
      final Handle handle,
      final String from,
      final String order,
      final String around,
      final Function<Query, Query> bind,
      final Function<Query, List<T>> read,
      final long offset,
      final int limit) {
    final long total =
        bind.apply(
                handle.createQuery(
                    "SELECT count(*) FROM (SELECT 1" + from + " LIMIT " + MAX_COUNTED + ") c"))
            .mapTo(Long.class)
            .one();
    final List<T> rows =
        offset >= total
            ? List.of()
            : read.apply(
                bind.apply(
                        handle.createQuery(
                            around.formatted(
                                "SELECT *" + from + order + " LIMIT :limit OFFSET :offset", order)))
                    .bind("limit", rows(limit))
                    .bind("offset", Math.max(0, offset)));
    return new Page<>(rows, total);
  }

  private static int rows(final int limit) {
    return Math.clamp(limit, 0, MAX_ROWS);
  }
}
