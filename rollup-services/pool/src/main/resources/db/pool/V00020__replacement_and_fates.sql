-- What a transaction's bytes cost, whose room it takes, and what became of the dead.

ALTER TABLE pool.transaction
  -- gas of its bytes in a batch as calldata of an L1 transaction; 0 = not known, from before
  ADD COLUMN data_gas  bigint  NOT NULL DEFAULT 0 CHECK (data_gas >= 0),
  -- gas that it pays for on L2 however little it executes
  ADD COLUMN least_gas bigint  NOT NULL DEFAULT 21000 CHECK (least_gas > 0),
  -- how often it failed, also before it came back
  ADD COLUMN deaths    integer NOT NULL DEFAULT 0;

-- Counting pending rows and their bytes reads the index alone.
DROP INDEX pool.transaction_pending;
CREATE INDEX transaction_pending ON pool.transaction (position) INCLUDE (encoded_bytes)
  WHERE status = 'pending';
CREATE INDEX transaction_dead_of_sender ON pool.transaction (sender, changed_at)
  WHERE status IN ('failed', 'invalid');

-- Whoever sets a row to a dead status counts it.
CREATE FUNCTION pool.count_death() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.deaths := OLD.deaths + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER transaction_death BEFORE UPDATE OF status ON pool.transaction FOR EACH ROW
  WHEN (NEW.status IN ('failed', 'invalid') AND OLD.status IN ('pending', 'selected'))
  EXECUTE FUNCTION pool.count_death();

-- What remains of a dead transaction after its row, which has its bytes, is deleted.
CREATE TABLE pool.fate (
  hash        bytea  PRIMARY KEY CHECK (octet_length(hash) = 32),
  sender      bytea  NOT NULL CHECK (octet_length(sender) = 20),
  nonce       bigint NOT NULL,
  status      text   NOT NULL CHECK (status IN ('failed', 'invalid')),
  reason      text,
  received_at bigint NOT NULL,
  changed_at  bigint NOT NULL
);
CREATE INDEX fate_time ON pool.fate (changed_at);

DROP FUNCTION pool.add_transactions(
  bytea[], bytea[], bytea[], bigint[], numeric[], numeric[], bigint[], integer[], bigint);
DROP FUNCTION pool.replace_transaction(
  bytea, bytea, bytea, bigint, numeric, numeric, bigint, integer, bigint);

-- The one rule of replacement, as wallets and other clients know it: both fees per gas are higher,
-- each by that part of the old one (rounded down), whatever the gas limits are.
CREATE FUNCTION pool.replaces(
  new_price numeric, new_priority numeric, old_price numeric, old_priority numeric,
  bump_percent integer)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT new_price > old_price AND new_price >= div(old_price * (100 + bump_percent), 100)
    AND new_priority > old_priority
    AND new_priority >= div(old_priority * (100 + bump_percent), 100)
$$;

-- Stores one transaction whose hash or (sender, nonce) is taken. NULL = stored, else why not.
CREATE FUNCTION pool.replace_transaction(
  new_hash bytea, new_raw bytea, new_sender bytea, new_nonce bigint, new_price numeric,
  new_priority numeric, new_gas bigint, new_bytes integer, new_data_gas bigint,
  new_least_gas bigint, now_millis bigint, bump_percent integer)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  old record;
BEGIN
  -- Another node may take the place between two statements: look again. Each round means that
  -- somebody else got on, so a few are enough.
  FOR round IN 1..10 LOOP
    BEGIN
      SELECT hash, status, gas_price, priority_price INTO old FROM pool.transaction
        WHERE sender = new_sender AND nonce = new_nonce AND status IN ('pending', 'selected')
        FOR UPDATE;
      IF FOUND THEN
        IF old.hash = new_hash THEN
          RETURN 'known';
        ELSIF old.status = 'selected' THEN
          RETURN 'nonce used';
        ELSIF NOT pool.replaces(
            new_price, new_priority, old.gas_price, old.priority_price, bump_percent) THEN
          RETURN 'underpriced';
        END IF;
        UPDATE pool.transaction SET status = 'failed', changed_at = now_millis,
          failed_reason = 'replaced by 0x' || encode(new_hash, 'hex') WHERE hash = old.hash;
      END IF;
      UPDATE pool.transaction SET status = 'pending', received_at = now_millis,
          changed_at = now_millis, failed_reason = NULL, position = DEFAULT
        WHERE hash = new_hash AND status IN ('failed', 'invalid');
      IF FOUND THEN
        RETURN NULL;
      END IF;
      INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, priority_price, gas_limit,
          encoded_bytes, data_gas, least_gas, status, received_at, changed_at)
        VALUES (new_hash, new_raw, new_sender, new_nonce, new_price, new_priority, new_gas,
          new_bytes, new_data_gas, new_least_gas, 'pending', now_millis, now_millis);
      RETURN NULL;
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END LOOP;
  RAISE EXCEPTION 'nonce % of a sender is taken again and again', new_nonce
    USING ERRCODE = 'serialization_failure';
END $$;

CREATE FUNCTION pool.is_live(wanted bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM pool.transaction WHERE hash = wanted AND status IN ('pending', 'selected'))
$$;

-- Stores many transactions at once, each one or none. Rows are taken in one order by every node, so
-- that two of them cannot wait for each other. The result has NULL where a transaction was stored,
-- else why not. A sender of whose transactions max_deaths failed since deaths_since has to wait. A
-- transaction of more than small_bytes has to fit into the sender's max_bytes.
CREATE FUNCTION pool.add_transactions(
  hashes bytea[], raws bytea[], senders bytea[], nonces bigint[], prices numeric[],
  priorities numeric[], gases bigint[], sizes integer[], data_gases bigint[], least_gases bigint[],
  now_millis bigint, bump_percent integer, deaths_since bigint, max_deaths integer,
  small_bytes integer, max_bytes bigint)
RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  refusals text[] := array_fill(NULL::text, ARRAY[cardinality(hashes)]);
  stored bytea[];
  i integer;
BEGIN
  FOR i IN
    SELECT place FROM unnest(hashes, senders) WITH ORDINALITY AS given (hash, sender, place)
      WHERE NOT pool.is_live(hash) AND sender IN (
        SELECT one.sender FROM (SELECT DISTINCT unnest(senders) AS sender) AS one
          WHERE (SELECT coalesce(sum(dead.deaths), 0) FROM (
              SELECT deaths FROM pool.transaction
                WHERE sender = one.sender AND status IN ('failed', 'invalid')
                  AND changed_at > deaths_since
                LIMIT max_deaths) AS dead) >= max_deaths)
  LOOP
    refusals[i] := 'too many failed';
  END LOOP;
  FOR i IN
    SELECT place FROM (
      SELECT place, hash, sender, nonce, size,
          sum(size) OVER (PARTITION BY sender ORDER BY place) AS given_so_far
        FROM unnest(hashes, senders, nonces, sizes) WITH ORDINALITY
          AS given (hash, sender, nonce, size, place)) AS given
      WHERE size > small_bytes AND NOT pool.is_live(hash) AND given_so_far > max_bytes - (
        SELECT coalesce(sum(encoded_bytes), 0) FROM pool.transaction AS waiting
          WHERE waiting.sender = given.sender AND waiting.status = 'pending'
            AND waiting.nonce <> given.nonce)
  LOOP
    refusals[i] := coalesce(refusals[i], 'too many bytes');
  END LOOP;
  WITH inserted AS (
    INSERT INTO pool.transaction (hash, raw, sender, nonce, gas_price, priority_price, gas_limit,
        encoded_bytes, data_gas, least_gas, status, received_at, changed_at)
      SELECT hash, raw, sender, nonce, price, priority, gas, size, data_gas, least_gas, 'pending',
          now_millis, now_millis
      FROM unnest(hashes, raws, senders, nonces, prices, priorities, gases, sizes, data_gases,
          least_gases, refusals) WITH ORDINALITY
        AS given (hash, raw, sender, nonce, price, priority, gas, size, data_gas, least_gas,
          refusal, place)
      WHERE refusal IS NULL
      ORDER BY sender, nonce, place
      ON CONFLICT DO NOTHING
      RETURNING hash)
  SELECT coalesce(array_agg(hash), '{}') INTO stored FROM inserted;
  IF cardinality(stored) < cardinality(hashes) THEN
    FOR i IN
      SELECT place FROM unnest(hashes, senders, nonces, refusals) WITH ORDINALITY
          AS given (hash, sender, nonce, refusal, place)
        WHERE hash <> ALL (stored) AND refusal IS NULL ORDER BY sender, nonce, place
    LOOP
      refusals[i] := pool.replace_transaction(hashes[i], raws[i], senders[i], nonces[i], prices[i],
        priorities[i], gases[i], sizes[i], data_gases[i], least_gases[i], now_millis,
        bump_percent);
    END LOOP;
  END IF;
  IF array_position(refusals, NULL) IS NOT NULL THEN
    PERFORM pg_notify('zknode_pool_transaction', '');
  END IF;
  RETURN refusals;
END $$;
