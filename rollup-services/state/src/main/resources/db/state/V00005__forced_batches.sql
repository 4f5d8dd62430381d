-- Batches that users forced on L1. They are deleted with the L1 block that they were read from.
-- queue_hash is what the consensus contract keeps of one while it waits.
CREATE TABLE forced_batch (
  number           bigint PRIMARY KEY CHECK (number >= 1),
  l1_block         bigint NOT NULL REFERENCES l1_block ON DELETE CASCADE,
  l1_transaction   bytea  NOT NULL CHECK (octet_length(l1_transaction) = 32),
  sender           bytea  NOT NULL CHECK (octet_length(sender) = 20),
  l2_data          bytea  NOT NULL,
  global_exit_root bytea  NOT NULL CHECK (octet_length(global_exit_root) = 32),
  timestamp        bigint NOT NULL,
  block_hash_l1    bytea  NOT NULL CHECK (octet_length(block_hash_l1) = 32),
  queue_hash       bytea  NOT NULL CHECK (octet_length(queue_hash) = 32)
);
CREATE INDEX forced_batch_l1_block ON forced_batch (l1_block, number);

-- The forced input is a copy, not a reference: a trusted batch keeps what it was built from when an
-- L1 reorg takes the forced batch away. forced_number is 0 for the initial batch of a rollup, which
-- has the form of a forced one.
ALTER TABLE batch
  ADD COLUMN forced_number           bigint CHECK (forced_number >= 0),
  ADD COLUMN forced_global_exit_root bytea  CHECK (octet_length(forced_global_exit_root) = 32),
  ADD COLUMN forced_timestamp        bigint,
  ADD COLUMN forced_block_hash_l1    bytea  CHECK (octet_length(forced_block_hash_l1) = 32),
  ADD CHECK (num_nulls(forced_number, forced_global_exit_root, forced_timestamp,
    forced_block_hash_l1) IN (0, 4));
CREATE INDEX batch_forced ON batch (forced_number) WHERE forced_number IS NOT NULL;

-- Global exit root and timestamp of a forced one are in l1_info_root and timestamp_limit: they take
-- the same place in the accumulated input hash.
ALTER TABLE virtual_batch
  ADD COLUMN forced_number        bigint CHECK (forced_number >= 0),
  ADD COLUMN forced_block_hash_l1 bytea  CHECK (octet_length(forced_block_hash_l1) = 32),
  ADD CHECK (num_nulls(forced_number, forced_block_hash_l1) IN (0, 2));
CREATE INDEX virtual_batch_forced ON virtual_batch (forced_number)
  WHERE forced_number IS NOT NULL;
