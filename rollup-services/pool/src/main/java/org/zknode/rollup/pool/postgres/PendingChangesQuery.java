/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.tuweni.bytes.Bytes32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.zknode.rollup.pool.PendingChanges;
import org.zknode.rollup.pool.TransactionPool.Candidate;

/**
 * Reads pending rows, or those rows whose status was changed by database transactions that an
 * earlier reading did not see. The token is that reading's {@code pg_snapshot}: transactions that
 * were open then may have lower ids than others that were seen.
 */
record PendingChangesQuery(Handle handle) {
  /** One row at least, which says what is seen; answer and snapshot are of one moment. */
  private static final String SELECT =
      """
      SELECT seen.snapshot, hash, status, sender, nonce, gas_price, priority_price, encoded_bytes,
        position, data_gas, least_gas
      FROM (SELECT pg_current_snapshot()::text AS snapshot) AS seen LEFT JOIN (
      %s) AS changed ON true""";

  private static final String WHOLE =
      SELECT.formatted("SELECT * FROM pool.transaction WHERE status = 'pending'");

  /** Rows that were restored from another server may have ids that this one will give later. */
  private static final String SINCE =
      SELECT.formatted(
          """
          SELECT * FROM pool.transaction WHERE changed_by >= :next
            AND changed_by < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
          UNION ALL
          SELECT * FROM pool.transaction WHERE changed_by = ANY (:open)""");

  /** Of the answer: a row that changed, or none. */
  private record Changed(String snapshot, Optional<Bytes32> gone, Optional<Candidate> pending) {}

  private static final class Mapper implements RowMapper<Changed> {
    private final CandidateMapper candidates = new CandidateMapper();

    @Override
    public Changed map(final ResultSet row, final StatementContext context) throws SQLException {
      final String snapshot = row.getString("snapshot");
      final String status = row.getString("status");
      if (status == null) {
        return new Changed(snapshot, Optional.empty(), Optional.empty());
      }
      return status.equals("pending")
          ? new Changed(snapshot, Optional.empty(), Optional.of(candidates.map(row, context)))
          : new Changed(
              snapshot, Optional.of(Bytes32.wrap(row.getBytes("hash"))), Optional.empty());
    }
  }

  PendingChanges whole() {
    return answer(true, handle.createQuery(WHOLE));
  }

  /**
   * @param token of an earlier answer
   */
  PendingChanges since(final String token) {
    // xmin:xmax:those between them that were open, with commas.
    final String[] parts = token.split(":", -1);
    final long[] open =
        Arrays.stream(parts[2].split(","))
            .filter(id -> !id.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    return answer(
        false,
        handle
            .createQuery(SINCE)
            .bind("next", Long.parseLong(parts[1]))
            .bindBySqlType("open", open, Types.ARRAY));
  }

  private static PendingChanges answer(final boolean whole, final Query query) {
    final List<Candidate> pending = new ArrayList<>();
    final List<Bytes32> gone = new ArrayList<>();
    String token = "";
    for (final Changed changed : query.map(new Mapper()).list()) {
      token = changed.snapshot();
      changed.gone().ifPresent(gone::add);
      changed.pending().ifPresent(pending::add);
    }
    return new PendingChanges(whole, pending, gone, token);
  }
}
