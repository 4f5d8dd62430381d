-- An L1 transaction's two fees, at which of them an endpoint took it, and what it builds on.

ALTER TABLE monitored_tx ADD COLUMN depends_on text;
ALTER TABLE monitored_tx ADD COLUMN max_priority_fee_per_gas numeric(78, 0);
ALTER TABLE monitored_tx ADD COLUMN accepted_max_fee_per_gas numeric(78, 0);
ALTER TABLE monitored_tx ADD COLUMN accepted_priority_fee_per_gas numeric(78, 0);
ALTER TABLE monitored_tx ADD COLUMN withdrawn_at integer CHECK (withdrawn_at >= 0);

-- Up to here the priority fee was a tenth, rounded up: the same transactions are signed again.
UPDATE monitored_tx SET max_priority_fee_per_gas = div(max_fee_per_gas + 9, 10);
UPDATE monitored_tx SET accepted_max_fee_per_gas = max_fee_per_gas,
  accepted_priority_fee_per_gas = max_priority_fee_per_gas
  WHERE status = 'SENT';

ALTER TABLE monitored_tx ALTER COLUMN max_priority_fee_per_gas SET NOT NULL;
ALTER TABLE monitored_tx ADD CONSTRAINT monitored_tx_accepted_price
  CHECK ((accepted_max_fee_per_gas IS NULL) = (accepted_priority_fee_per_gas IS NULL));

-- Mined transactions that an L1 reorg took are found by the account's nonce.
CREATE INDEX monitored_tx_mined ON monitored_tx (from_address, nonce)
  WHERE status IN ('CONFIRMED', 'FAILED') AND l1_block IS NOT NULL;
