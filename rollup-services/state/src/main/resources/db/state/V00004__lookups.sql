-- Look-ups that would read whole tables: exit roots by their global exit root, proofs by what is
-- verified. The hash index is by equality only, which is all that is asked.

CREATE INDEX exit_root_global ON exit_root USING hash (global_exit_root);
CREATE INDEX batch_proof_to_batch ON batch_proof (to_batch);
