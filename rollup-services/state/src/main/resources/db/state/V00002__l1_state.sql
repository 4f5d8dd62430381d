-- What L1 says. Everything hangs on the L1 block that it was read from: deleting the blocks of a
-- reorg deletes all that was derived from them.

CREATE TABLE l1_block (
  number      bigint PRIMARY KEY,
  hash        bytea  NOT NULL CHECK (octet_length(hash) = 32),
  parent_hash bytea  NOT NULL CHECK (octet_length(parent_hash) = 32),
  timestamp   bigint NOT NULL,
  UNIQUE (number, hash)
);

-- Leaves of the L1 info tree; the first has index 1.
CREATE TABLE exit_root (
  index                  bigint PRIMARY KEY CHECK (index >= 1),
  l1_block               bigint NOT NULL REFERENCES l1_block ON DELETE CASCADE,
  mainnet_exit_root      bytea  NOT NULL CHECK (octet_length(mainnet_exit_root) = 32),
  rollup_exit_root       bytea  NOT NULL CHECK (octet_length(rollup_exit_root) = 32),
  global_exit_root       bytea  NOT NULL CHECK (octet_length(global_exit_root) = 32),
  previous_l1_block_hash bytea  NOT NULL CHECK (octet_length(previous_l1_block_hash) = 32),
  timestamp              bigint NOT NULL,
  l1_info_root           bytea  NOT NULL UNIQUE CHECK (octet_length(l1_info_root) = 32)
);
CREATE INDEX exit_root_l1_block ON exit_root (l1_block, index);

-- Not a child of batch: L1 may be read before the batch was executed here.
CREATE TABLE virtual_batch (
  number          bigint PRIMARY KEY CHECK (number >= 1),
  l2_data         bytea  NOT NULL,
  l1_transaction  bytea  NOT NULL CHECK (octet_length(l1_transaction) = 32),
  l1_block        bigint NOT NULL REFERENCES l1_block ON DELETE CASCADE,
  coinbase        bytea  NOT NULL CHECK (octet_length(coinbase) = 20),
  l1_info_root    bytea  NOT NULL CHECK (octet_length(l1_info_root) = 32),
  timestamp_limit bigint NOT NULL,
  acc_input_hash  bytea  NOT NULL CHECK (octet_length(acc_input_hash) = 32),
  sequence_from   bigint NOT NULL,
  sequence_to     bigint NOT NULL,
  CHECK (number BETWEEN sequence_from AND sequence_to)
);
CREATE INDEX virtual_batch_l1_block ON virtual_batch (l1_block);

CREATE TABLE verified_batch (
  number         bigint PRIMARY KEY CHECK (number >= 1),
  state_root     bytea  NOT NULL CHECK (octet_length(state_root) = 32),
  l1_transaction bytea  NOT NULL CHECK (octet_length(l1_transaction) = 32),
  l1_block       bigint NOT NULL REFERENCES l1_block ON DELETE CASCADE,
  aggregator     bytea  NOT NULL CHECK (octet_length(aggregator) = 20)
);
CREATE INDEX verified_batch_l1_block ON verified_batch (l1_block);
