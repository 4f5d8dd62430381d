-- What a block was executed from where its own transactions do not tell, because some of a forced
-- batch could not be applied. It is a fact about the block's hash and stays true whatever L1 or the
-- chain does; one small row for each such forced batch.
CREATE TABLE block_origin (
  block_hash        bytea NOT NULL CHECK (octet_length(block_hash) = 32),
  transactions_hash bytea NOT NULL CHECK (octet_length(transactions_hash) = 32),
  PRIMARY KEY (block_hash, transactions_hash)
);
