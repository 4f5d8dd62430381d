-- The bytes of a batch are here once.

-- A batch's row has the data that it began with, its parts have what each later block added. So a
-- block writes its own bytes only, and the batch's row is as it was until the batch is closed.
CREATE TABLE batch_part (
  batch_number bigint NOT NULL REFERENCES batch ON DELETE CASCADE,
  block        bigint NOT NULL,
  data         bytea  NOT NULL,
  -- after that block
  state_root   bytea  NOT NULL CHECK (octet_length(state_root) = 32),
  PRIMARY KEY (batch_number, block)
);

-- Batches with all of their data, open ones with their last block and its root.
CREATE VIEW whole_batch AS
  SELECT b.number, b.first_block, coalesce(p.block, b.last_block) AS last_block,
    b.l2_data || coalesce(
      (SELECT string_agg(d.data, ''::bytea ORDER BY d.block)
        FROM state.batch_part d WHERE d.batch_number = b.number), ''::bytea) AS l2_data,
    coalesce(p.state_root, b.state_root) AS state_root, b.closed, b.checked, b.closing_reason,
    b.forced_number, b.forced_global_exit_root, b.forced_timestamp, b.forced_block_hash_l1
  FROM state.batch b
  LEFT JOIN LATERAL
    (SELECT o.block, o.state_root FROM state.batch_part o
      WHERE o.batch_number = b.number ORDER BY o.block DESC LIMIT 1) p ON NOT b.closed;

-- What L1 has is stored only where it is not the data of an own, closed batch. The foreign keys
-- keep a batch whose data is L1's, too: whoever changes or deletes it gives L1's rows their own
-- copy before.
ALTER TABLE virtual_batch ALTER COLUMN l2_data DROP NOT NULL;
UPDATE virtual_batch v SET l2_data = NULL
  FROM batch b WHERE b.number = v.number AND b.closed AND b.l2_data = v.l2_data;
-- After the update: the table is written anew, and the room of the copies is free at once.
ALTER TABLE virtual_batch ADD COLUMN own_batch bigint
  GENERATED ALWAYS AS (CASE WHEN l2_data IS NULL THEN number END) STORED REFERENCES batch;
CREATE INDEX virtual_batch_own ON virtual_batch (own_batch);

ALTER TABLE forced_batch ALTER COLUMN l2_data DROP NOT NULL;
ALTER TABLE forced_batch ADD COLUMN own_batch bigint REFERENCES batch;
UPDATE forced_batch f SET l2_data = NULL, own_batch = b.number
  FROM batch b WHERE b.forced_number = f.number AND b.closed AND b.l2_data = f.l2_data;
ALTER TABLE forced_batch ADD CHECK ((l2_data IS NULL) = (own_batch IS NOT NULL));
CREATE INDEX forced_batch_own ON forced_batch (own_batch);
