-- What a checked batch needs of the state before it to be executed without one, as RLP of its three
-- lists (docs/concepts/witness.md). It goes with its batch, or when L1 has verified that.
CREATE TABLE batch_witness (
  batch_number bigint PRIMARY KEY REFERENCES batch ON DELETE CASCADE,
  witness      bytea  NOT NULL
);
