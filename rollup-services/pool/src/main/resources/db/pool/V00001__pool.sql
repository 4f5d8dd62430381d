-- Transactions that users sent, until and after they are in an L2 block.

CREATE TABLE pool.transaction (
  hash         bytea    PRIMARY KEY CHECK (octet_length(hash) = 32),
  -- age; a transaction that comes back after it failed gets a new one
  position     bigint   GENERATED ALWAYS AS IDENTITY,
  raw          bytea    NOT NULL,
  sender       bytea    NOT NULL CHECK (octet_length(sender) = 20),
  nonce        bigint   NOT NULL CHECK (nonce >= 0),
  gas_price    numeric(78, 0) NOT NULL,
  gas_limit    bigint   NOT NULL,
  status       text     NOT NULL CHECK (status IN ('pending', 'selected', 'failed')),
  received_at  bigint   NOT NULL,
  block_number bigint,
  failed_reason text,
  CHECK ((status = 'selected') = (block_number IS NOT NULL))
);

-- One transaction per sender and nonce can be in the chain.
CREATE UNIQUE INDEX transaction_live ON pool.transaction (sender, nonce) WHERE status <> 'failed';
CREATE INDEX transaction_pending ON pool.transaction (sender, nonce) WHERE status = 'pending';
CREATE INDEX transaction_selected ON pool.transaction (block_number) WHERE status = 'selected';
