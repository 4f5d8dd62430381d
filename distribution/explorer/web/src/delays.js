// By which of a node's reasons deposits and withdrawals arrive later.

/** It does not follow L1. */
export const OF_L1 = ['bridge-l1-index', 'l1-behind', 'l1-deployment', 'l1-standstill', 'l1-sync', 'synchronizer'];

/** Those of them that a node's status has. */
export const delays = (status) => (status?.reasons ?? []).filter((reason) => OF_L1.includes(reason.key));
