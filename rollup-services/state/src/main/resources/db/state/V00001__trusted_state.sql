-- What the sequencer decided, or an external node followed: batches and their L2 blocks.
-- Hashes are 32 bytes, timestamps seconds since the epoch.

CREATE TABLE batch (
  number         bigint  PRIMARY KEY CHECK (number >= 0),
  first_block    bigint  NOT NULL,
  last_block     bigint  NOT NULL CHECK (last_block >= first_block - 1),
  l2_data        bytea   NOT NULL,
  state_root     bytea   NOT NULL CHECK (octet_length(state_root) = 32),
  closed         boolean NOT NULL,
  checked        boolean NOT NULL,
  closing_reason text
);
CREATE INDEX batch_closed ON batch (number) WHERE closed;

-- batch_number is 0 while it is not known, so it is not a foreign key.
CREATE TABLE l2_block (
  number             bigint  PRIMARY KEY CHECK (number >= 0),
  hash               bytea   NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  batch_number       bigint  NOT NULL,
  timestamp          bigint  NOT NULL,
  l1_info_tree_index bigint  NOT NULL,
  transaction_count  integer NOT NULL
);
CREATE INDEX l2_block_batch ON l2_block (batch_number, number);
CREATE INDEX l2_block_l1_info_tree_index ON l2_block (l1_info_tree_index);

CREATE TABLE block_intent (
  number             bigint PRIMARY KEY,
  parent_hash        bytea  NOT NULL CHECK (octet_length(parent_hash) = 32),
  timestamp          bigint NOT NULL,
  batch_number       bigint NOT NULL,
  l1_info_tree_index bigint NOT NULL
);
