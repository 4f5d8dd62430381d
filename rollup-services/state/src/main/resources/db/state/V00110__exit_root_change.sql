-- The local exit root of the chain after each block that changed it. It is a word of the L2 state, of
-- which an engine keeps only the newest; a row is a fact about the block's hash and stays true
-- whatever the chain does.
CREATE TABLE exit_root_change (
  block_hash   bytea  PRIMARY KEY CHECK (octet_length(block_hash) = 32),
  block_number bigint NOT NULL CHECK (block_number > 0),
  root         bytea  NOT NULL CHECK (octet_length(root) = 32)
);
CREATE INDEX exit_root_change_by_number ON exit_root_change (block_number);
