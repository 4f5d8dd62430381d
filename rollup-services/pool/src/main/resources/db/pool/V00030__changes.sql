-- Who keeps the pending transactions in memory reads what has changed since a snapshot of this database.

CREATE FUNCTION pool.this_transaction() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT pg_current_xact_id()::text::bigint
$$;

-- Id of the database transaction that gave the row what the sequencer orders by.
ALTER TABLE pool.transaction ADD COLUMN changed_by bigint NOT NULL DEFAULT pool.this_transaction();
CREATE INDEX transaction_changed ON pool.transaction (changed_by);

CREATE FUNCTION pool.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_by := pool.this_transaction();
  RETURN NEW;
END $$;
-- Also for whoever changes rows by hand: what is in memory must not differ for long.
CREATE TRIGGER transaction_changed
  BEFORE UPDATE OF status, sender, nonce, gas_price, priority_price, encoded_bytes, data_gas, least_gas
  ON pool.transaction FOR EACH ROW
  WHEN ((NEW.status, NEW.sender, NEW.nonce, NEW.gas_price, NEW.priority_price, NEW.encoded_bytes,
      NEW.data_gas, NEW.least_gas) IS DISTINCT FROM (OLD.status, OLD.sender, OLD.nonce,
      OLD.gas_price, OLD.priority_price, OLD.encoded_bytes, OLD.data_gas, OLD.least_gas))
  EXECUTE FUNCTION pool.note_change();
