-- Deposits of L1 whose claim for others was mined and failed: it is not paid for again. The block is
-- the deposit's on L1, as after a reorg another deposit may have the number. Nothing refers to it.
CREATE TABLE bridge_failed_claim (
  deposit_count bigint NOT NULL,
  l1_block      bytea  NOT NULL CHECK (octet_length(l1_block) = 32),
  PRIMARY KEY (deposit_count, l1_block)
);
