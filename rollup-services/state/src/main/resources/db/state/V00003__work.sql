-- Work in progress of the roles, and the event log.

CREATE TABLE monitored_tx (
  position         bigint  GENERATED ALWAYS AS IDENTITY UNIQUE,
  owner            text    NOT NULL,
  id               text    NOT NULL,
  from_address     bytea   NOT NULL CHECK (octet_length(from_address) = 20),
  to_address       bytea   NOT NULL CHECK (octet_length(to_address) = 20),
  data             bytea   NOT NULL,
  nonce            bigint,
  gas_limit        bigint  NOT NULL,
  max_fee_per_gas  numeric(78, 0) NOT NULL,
  status           text    NOT NULL CHECK (status IN ('CREATED', 'SENT', 'CONFIRMED', 'FAILED')),
  -- the hashes of all signed transactions, 32 bytes each, oldest first
  history          bytea   NOT NULL CHECK (octet_length(history) % 32 = 0),
  l1_block         bigint,
  error            text,
  PRIMARY KEY (owner, id)
);
CREATE INDEX monitored_tx_unfinished ON monitored_tx (position)
  WHERE status IN ('CREATED', 'SENT');

-- A proof, or (proof is null) the lease on making it. No two rows cover the same batch, whoever
-- writes at the same time.
CREATE TABLE batch_proof (
  from_batch  bigint NOT NULL CHECK (from_batch >= 1),
  to_batch    bigint NOT NULL,
  proof       text,
  lease_token bigint NOT NULL,
  lease_until bigint,
  prover      text   NOT NULL,
  PRIMARY KEY (from_batch, to_batch),
  CHECK (to_batch >= from_batch),
  CHECK ((proof IS NULL) = (lease_until IS NOT NULL)),
  EXCLUDE USING gist (int8range(from_batch, to_batch, '[]') WITH &&)
);

CREATE TABLE batch_signature (
  batch_number bigint NOT NULL,
  signer       bytea  NOT NULL CHECK (octet_length(signer) = 20),
  signature    bytea  NOT NULL CHECK (octet_length(signature) = 65),
  PRIMARY KEY (batch_number, signer)
);

CREATE TABLE event (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  time_millis bigint NOT NULL,
  level       text   NOT NULL,
  component   text   NOT NULL,
  event_id    text   NOT NULL,
  description text   NOT NULL
);
