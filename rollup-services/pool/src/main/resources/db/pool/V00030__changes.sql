-- Who keeps the pending transactions in memory reads what has changed since a snapshot of this database.

CREATE FUNCTION pool.this_transaction() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT pg_current_xact_id()::text::bigint
$$;

-- Id of the database transaction that gave the row its status.
ALTER TABLE pool.transaction ADD COLUMN changed_by bigint NOT NULL DEFAULT pool.this_transaction();
CREATE INDEX transaction_changed ON pool.transaction (changed_by);

CREATE FUNCTION pool.note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_by := pool.this_transaction();
  RETURN NEW;
END $$;
CREATE TRIGGER transaction_changed BEFORE UPDATE OF status ON pool.transaction FOR EACH ROW
  WHEN (NEW.status <> OLD.status)
  EXECUTE FUNCTION pool.note_change();
