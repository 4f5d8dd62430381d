-- Which process may write into this state DB. Every transaction that writes shares the lease's row
-- and compares the epoch, so a process that was overtaken can commit nothing more; that is why the
-- sign of life, written each second, is a table of its own.
CREATE TABLE writer_lease (
  only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- raised by one with each process that takes it
  epoch     bigint  NOT NULL CHECK (epoch >= 0),
  -- a random id of the process
  holder    text    NOT NULL,
  -- for people: role, process and host
  described text    NOT NULL,
  main_node boolean NOT NULL
);

CREATE TABLE writer_heartbeat (
  only_row    boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch       bigint      NOT NULL,
  -- by the server's clock
  alive_until timestamptz NOT NULL
);
