-- What the blocks of each of the sequencer's batches used so far, by the engine's tracer; gas alone
-- on an engine without one. It goes with its batch.
CREATE TABLE batch_resources (
  batch_number    bigint PRIMARY KEY REFERENCES batch ON DELETE CASCADE,
  gas             bigint NOT NULL CHECK (gas >= 0),
  keccak_hashes   bigint NOT NULL CHECK (keccak_hashes >= 0),
  sha256_hashes   bigint NOT NULL CHECK (sha256_hashes >= 0),
  memory_accesses bigint NOT NULL CHECK (memory_accesses >= 0),
  arithmetics     bigint NOT NULL CHECK (arithmetics >= 0),
  binaries        bigint NOT NULL CHECK (binaries >= 0),
  steps           bigint NOT NULL CHECK (steps >= 0)
);
