-- What the bridge's account on L2 has spent on each day (UTC, days since the epoch), the worst case
-- of what is on its way with it. Nothing refers to it.
CREATE TABLE bridge_spending (
  purpose text        NOT NULL,
  day     bigint      NOT NULL,
  gas     bigint      NOT NULL,
  wei     numeric(78) NOT NULL,
  PRIMARY KEY (purpose, day)
);
