-- Deposits and claims of both chains, as their events tell them. Network 0 is L1, others are rollup
-- ids. Nothing here refers to other tables: the index of a network has a cursor of its own, and is
-- rolled back by it. Hashes are 32 bytes, timestamps seconds since the epoch.

-- The newest row of a network is its cursor: everything up to that block is here. Older ones are kept
-- to find where a chain parted. Deposits: how many there are up to that block.
CREATE TABLE bridge_block (
  network  bigint  NOT NULL,
  number   bigint  NOT NULL,
  hash     bytea   NOT NULL CHECK (octet_length(hash) = 32),
  deposits bigint  NOT NULL,
  proven   boolean NOT NULL,
  PRIMARY KEY (network, number)
);

-- exit_root: of the network's exit tree with this leaf as the last one.
CREATE TABLE bridge_deposit (
  network             bigint      NOT NULL,
  deposit_count       bigint      NOT NULL CHECK (deposit_count >= 0),
  leaf_type           smallint    NOT NULL,
  origin_network      bigint      NOT NULL,
  origin_address      bytea       NOT NULL CHECK (octet_length(origin_address) = 20),
  destination_network bigint      NOT NULL,
  destination_address bytea       NOT NULL CHECK (octet_length(destination_address) = 20),
  amount              numeric(78) NOT NULL,
  metadata            bytea       NOT NULL,
  block_number        bigint      NOT NULL,
  block_hash          bytea       NOT NULL CHECK (octet_length(block_hash) = 32),
  timestamp           bigint      NOT NULL,
  transaction_hash    bytea       NOT NULL CHECK (octet_length(transaction_hash) = 32),
  log_index           bigint      NOT NULL,
  exit_root           bytea       NOT NULL CHECK (octet_length(exit_root) = 32),
  claim_transaction   bytea       CHECK (octet_length(claim_transaction) = 32),
  PRIMARY KEY (network, deposit_count)
);
CREATE INDEX bridge_deposit_block ON bridge_deposit (network, block_number);
CREATE INDEX bridge_deposit_destination
  ON bridge_deposit (destination_address, timestamp DESC, network, deposit_count DESC);
CREATE INDEX bridge_deposit_exit_root ON bridge_deposit USING hash (exit_root);
CREATE INDEX bridge_deposit_unclaimed
  ON bridge_deposit (destination_network, leaf_type, network, deposit_count)
  WHERE claim_transaction IS NULL;

-- Nodes of the exit trees all of whose leaves are there; height 0 are the leaves.
CREATE TABLE bridge_node (
  network bigint   NOT NULL,
  height  smallint NOT NULL,
  index   bigint   NOT NULL,
  hash    bytea    NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (network, height, index)
);

-- global_index as the claim gave it; source_network and leaf_index are what it means.
CREATE TABLE bridge_claim (
  network             bigint      NOT NULL,
  block_number        bigint      NOT NULL,
  log_index           bigint      NOT NULL,
  block_hash          bytea       NOT NULL CHECK (octet_length(block_hash) = 32),
  timestamp           bigint      NOT NULL,
  transaction_hash    bytea       NOT NULL CHECK (octet_length(transaction_hash) = 32),
  global_index        numeric(78) NOT NULL,
  source_network      bigint      NOT NULL,
  leaf_index          bigint      NOT NULL,
  origin_network      bigint      NOT NULL,
  origin_address      bytea       NOT NULL CHECK (octet_length(origin_address) = 20),
  destination_address bytea       NOT NULL CHECK (octet_length(destination_address) = 20),
  amount              numeric(78) NOT NULL,
  PRIMARY KEY (network, block_number, log_index)
);
CREATE INDEX bridge_claim_leaf ON bridge_claim (source_network, leaf_index, network);
CREATE INDEX bridge_claim_destination
  ON bridge_claim (destination_address, timestamp DESC, network, block_number DESC, log_index DESC);

CREATE TABLE bridge_wrapped_token (
  network          bigint NOT NULL,
  block_number     bigint NOT NULL,
  log_index        bigint NOT NULL,
  block_hash       bytea  NOT NULL CHECK (octet_length(block_hash) = 32),
  timestamp        bigint NOT NULL,
  transaction_hash bytea  NOT NULL CHECK (octet_length(transaction_hash) = 32),
  origin_network   bigint NOT NULL,
  origin_token     bytea  NOT NULL CHECK (octet_length(origin_token) = 20),
  wrapped_token    bytea  NOT NULL CHECK (octet_length(wrapped_token) = 20),
  metadata         bytea  NOT NULL,
  PRIMARY KEY (network, block_number, log_index)
);
CREATE INDEX bridge_wrapped_token_origin ON bridge_wrapped_token (origin_token, origin_network);

-- Each verification on L1 that changed a local exit root, of any rollup, in order; the rollup exit root
-- is the one after it.
CREATE TABLE bridge_rollup_exit (
  sequence         bigint PRIMARY KEY CHECK (sequence >= 1),
  rollup_id        bigint NOT NULL CHECK (rollup_id >= 1),
  local_exit_root  bytea  NOT NULL CHECK (octet_length(local_exit_root) = 32),
  rollup_exit_root bytea  NOT NULL CHECK (octet_length(rollup_exit_root) = 32),
  l1_block         bigint NOT NULL
);
CREATE INDEX bridge_rollup_exit_of ON bridge_rollup_exit (rollup_id, sequence);
CREATE INDEX bridge_rollup_exit_root ON bridge_rollup_exit USING hash (rollup_exit_root);
CREATE INDEX bridge_rollup_exit_block ON bridge_rollup_exit (l1_block);

-- What each leaf of the L1 info tree covers: so many deposits of L1, and the rollups' exit roots up
-- to that sequence. Index as in batch data, from 1.
CREATE TABLE bridge_covering_leaf (
  index             bigint PRIMARY KEY CHECK (index >= 1),
  l1_block          bigint NOT NULL,
  global_exit_root  bytea  NOT NULL CHECK (octet_length(global_exit_root) = 32),
  mainnet_exit_root bytea  NOT NULL CHECK (octet_length(mainnet_exit_root) = 32),
  rollup_exit_root  bytea  NOT NULL CHECK (octet_length(rollup_exit_root) = 32),
  mainnet_deposits  bigint NOT NULL,
  rollup_sequence   bigint NOT NULL
);
CREATE INDEX bridge_covering_leaf_global ON bridge_covering_leaf USING hash (global_exit_root);
CREATE INDEX bridge_covering_leaf_sequence ON bridge_covering_leaf (rollup_sequence, index);
CREATE INDEX bridge_covering_leaf_block ON bridge_covering_leaf (l1_block);

-- Global exit roots that the own rollup's exit root manager was told. Index of the leaf as in batch
-- data, from 1.
CREATE TABLE bridge_known_exit_root (
  global_exit_root bytea  PRIMARY KEY CHECK (octet_length(global_exit_root) = 32),
  leaf             bigint NOT NULL,
  block_number     bigint NOT NULL
);
CREATE INDEX bridge_known_exit_root_leaf ON bridge_known_exit_root (leaf);
CREATE INDEX bridge_known_exit_root_block ON bridge_known_exit_root (block_number);
