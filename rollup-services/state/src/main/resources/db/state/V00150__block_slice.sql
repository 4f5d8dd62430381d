-- What is promised of the block that is being assembled: its first transactions, slice by slice. A
-- slice goes with the intent of its block, when the block's row is stored or the block given up.
CREATE TABLE block_slice (
  block_number bigint  NOT NULL REFERENCES block_intent (number) ON DELETE CASCADE,
  index        integer NOT NULL CHECK (index >= 0),
  transactions bytea   NOT NULL,
  PRIMARY KEY (block_number, index)
);
