-- What the sequencer orders by without reading whole transactions, and when a status last changed.
ALTER TABLE pool.transaction
  ADD COLUMN priority_price numeric(78, 0),
  ADD COLUMN encoded_bytes  integer,
  ADD COLUMN changed_at     bigint;

-- 70: a legacy transaction in a batch is at most that much longer than its network encoding.
UPDATE pool.transaction
SET priority_price = gas_price, encoded_bytes = octet_length(raw) + 70, changed_at = received_at;

ALTER TABLE pool.transaction
  ALTER COLUMN priority_price SET NOT NULL,
  ALTER COLUMN encoded_bytes SET NOT NULL,
  ALTER COLUMN changed_at SET NOT NULL,
  DROP CONSTRAINT transaction_status_check,
  ADD CONSTRAINT transaction_status_check
    CHECK (status IN ('pending', 'selected', 'failed', 'invalid'));

DROP INDEX pool.transaction_live;
CREATE UNIQUE INDEX transaction_live ON pool.transaction (sender, nonce)
  WHERE status IN ('pending', 'selected');
-- The live index finds a sender's transactions; this one is small, for reading all that are pending.
DROP INDEX pool.transaction_pending;
CREATE INDEX transaction_pending ON pool.transaction (position) WHERE status = 'pending';
CREATE INDEX transaction_dead ON pool.transaction (changed_at)
  WHERE status IN ('failed', 'invalid');

-- L2 gas prices as they were suggested, in wei; l1_price is absent where L1 was not asked.
CREATE TABLE pool.gas_price (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  suggested_at bigint NOT NULL,
  price        numeric(78, 0) NOT NULL CHECK (price >= 0),
  l1_price     numeric(78, 0)
);
CREATE INDEX gas_price_time ON pool.gas_price (suggested_at);

-- Kept by the operator with SQL, for instance:
-- INSERT INTO pool.blocked (address, reason) VALUES ('\x00000000000000000000000000000000000000aa', 'why');
CREATE TABLE pool.blocked (
  address bytea PRIMARY KEY CHECK (octet_length(address) = 20),
  reason  text
);
CREATE TABLE pool.allowed (
  address    bytea   PRIMARY KEY CHECK (octet_length(address) = 20),
  may_deploy boolean NOT NULL DEFAULT true,
  reason     text
);

-- Stores one transaction whose hash or (sender, nonce) is taken. NULL = stored, else why not.
CREATE FUNCTION pool.replace_transaction(
  new_hash bytea, new_raw bytea, new_sender bytea, new_nonce bigint, new_price numeric,
  new_priority numeric, new_gas bigint, new_bytes integer, now_millis bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  old record;
BEGIN
  -- Another node may take the place between two statements: look again. Each round means that
  -- somebody else got on, so a few are enough.
  FOR round IN 1..10 LOOP
    BEGIN
      SELECT hash, status, gas_price * gas_limit AS weight INTO old FROM pool.transaction
        WHERE sender = new_sender AND nonce = new_nonce AND status IN ('pending', 'selected')
        FOR UPDATE;
      IF FOUND THEN
        IF old.hash = new_hash THEN
          RETURN 'known';
        ELSIF old.weight > new_price * new_gas THEN
          RETURN 'underpriced';
        ELSIF old.status = 'selected' THEN
          RETURN 'nonce used';
        END IF;
        UPDATE pool.transaction SET status = 'failed', failed_reason = 'replaced transaction',
          changed_at = now_millis WHERE hash = old.hash;
      END IF;
      UPDATE pool.transaction SET status = 'pending', received_at = now_millis,
          changed_at = now_millis, failed_reason = NULL, position = DEFAULT
        WHERE hash = new_hash AND status IN ('failed', 'invalid');
      IF FOUND THEN
        RETURN NULL;
      END IF;
      INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, priority_price, gas_limit,
          encoded_bytes, status, received_at, changed_at)
        VALUES (new_hash, new_raw, new_sender, new_nonce, new_price, new_priority, new_gas,
          new_bytes, 'pending', now_millis, now_millis);
      RETURN NULL;
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END LOOP;
  RAISE EXCEPTION 'nonce % of a sender is taken again and again', new_nonce
    USING ERRCODE = 'serialization_failure';
END $$;

-- Stores many transactions at once, each one or none. Rows are taken in one order by every node, so
-- that two of them cannot wait for each other. The result has NULL where a transaction was stored,
-- else why not.
CREATE FUNCTION pool.add_transactions(
  hashes bytea[], raws bytea[], senders bytea[], nonces bigint[], prices numeric[],
  priorities numeric[], gases bigint[], sizes integer[], now_millis bigint)
RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  refusals text[] := array_fill(NULL::text, ARRAY[cardinality(hashes)]);
  stored bytea[];
  i integer;
BEGIN
  WITH inserted AS (
    INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, priority_price, gas_limit,
        encoded_bytes, status, received_at, changed_at)
      SELECT hash, raw, sender, nonce, price, priority, gas, size, 'pending', now_millis, now_millis
      FROM unnest(hashes, raws, senders, nonces, prices, priorities, gases, sizes) WITH ORDINALITY
        AS given (hash, raw, sender, nonce, price, priority, gas, size, place)
      ORDER BY sender, nonce, place
      ON CONFLICT DO NOTHING
      RETURNING hash)
  SELECT coalesce(array_agg(hash), '{}') INTO stored FROM inserted;
  IF cardinality(stored) < cardinality(hashes) THEN
    FOR i IN
      SELECT place FROM unnest(hashes, senders, nonces) WITH ORDINALITY
          AS given (hash, sender, nonce, place)
        WHERE hash <> ALL (stored) ORDER BY sender, nonce, place
    LOOP
      refusals[i] := pool.replace_transaction(hashes[i], raws[i], senders[i], nonces[i], prices[i],
        priorities[i], gases[i], sizes[i], now_millis);
    END LOOP;
  END IF;
  IF array_position(refusals, NULL) IS NOT NULL THEN
    PERFORM pg_notify('zknode_pool_transaction', '');
  END IF;
  RETURN refusals;
END $$;
