/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.pool;

import java.util.Optional;
import org.zknode.eth.Address;
import org.zknode.eth.Authorization;
import org.zknode.eth.SignedTransaction;

/**
 * What the operator's lists say of a transaction: its sender, its recipient, and of each EIP-7702
 * authorization who signed it and whose code it names. At the door and for what waits already.
 */
final class ListRules {
  private final SenderRules rules;

  ListRules(final SenderRules rules) {
    this.rules = rules;
  }

  /** Why the lists forbid that transaction. */
  Optional<RefusalReason> refusal(final SignedTransaction transaction) {
    if (!rules.anyInForce()) {
      // Finding who signed an authorization is work that nobody pays for.
      return Optional.empty();
    }
    final Address sender = transaction.sender();
    if (rules.isBlocked(sender)) {
      return Optional.of(RefusalReason.BLOCKED_SENDER);
    }
    if (transaction.to().filter(rules::isBlocked).isPresent()) {
      return Optional.of(RefusalReason.BLOCKED_RECIPIENT);
    }
    if (!rules.maySend(sender)) {
      return Optional.of(RefusalReason.SENDER_NOT_ALLOWED);
    }
    if (transaction.to().isEmpty() && !rules.mayDeploy(sender)) {
      return Optional.of(RefusalReason.DEPLOYER_NOT_ALLOWED);
    }
    return transaction.authorizations().stream()
        .flatMap(authorization -> refusal(authorization).stream())
        .findFirst();
  }

  /** An authorization that nobody signed has no effect. */
  private Optional<RefusalReason> refusal(final Authorization authorization) {
    if (rules.isBlocked(authorization.address())) {
      return Optional.of(RefusalReason.BLOCKED_DELEGATE);
    }
    final Optional<Address> authority = authorization.authority();
    if (authority.filter(rules::isBlocked).isPresent()) {
      return Optional.of(RefusalReason.BLOCKED_AUTHORITY);
    }
    return authority
        .filter(account -> !rules.maySend(account))
        .map(account -> RefusalReason.AUTHORITY_NOT_ALLOWED);
  }
}
