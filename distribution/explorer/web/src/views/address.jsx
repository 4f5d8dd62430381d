import { count, num, pretty, units } from '../format.js';
import { useNetwork, useRead } from '../state.js';
import { Address, Data, Facts, Link, Read, Table, TxLink } from '../parts.jsx';
import { readTokens, TOKEN_BLOCKS } from '../tokens.js';
import { TransactionTable } from './blocks.jsx';

const PAGE = 25;

async function readAccount(l2, address) {
  const [balance, nonce, code] = await l2.all([
    ['eth_getBalance', address, 'latest'],
    ['eth_getTransactionCount', address, 'latest'],
    ['eth_getCode', address, 'latest'],
  ]);
  const failed = [balance, nonce, code].find((each) => each instanceof Error);
  if (failed) {
    throw failed;
  }
  return { balance, nonce, code };
}

export function Account({ address, base, direction }) {
  const { l2 } = useNetwork();
  const state = useRead(() => readAccount(l2, address), [l2, address], { refresh: true });
  return (
    <>
      <h1 tabIndex={-1}>Account</h1>
      <p class="mono long">{pretty(address)}</p>
      <Read state={state}>{(account) => <AccountFacts account={account} address={address} />}</Read>
      <h2>Tokens</h2>
      <Tokens address={address} />
      <h2>Transactions</h2>
      <Transactions address={address} base={base} direction={direction} />
      <p>
        <Link to={`bridge/${address}`}>Deposits and withdrawals for this account</Link>
      </p>
    </>
  );
}

function AccountFacts({ account, address }) {
  const delegated = account.code.startsWith('0xef0100');
  return (
    <Facts
      rows={[
        ['Balance', `${units(account.balance)} ether`],
        ['Nonce', count(account.nonce)],
        delegated && ['Delegated to', <Address of={'0x' + account.code.slice(8)} full />],
        account.code !== '0x' && !delegated && ['Created', <Creator address={address} />],
        account.code !== '0x' && ['Code', <Data of={account.code} />],
      ]}
    />
  );
}

function Creator({ address }) {
  const { l2 } = useNetwork();
  const state = useRead(() => l2.call('ots_getContractCreator', address), [l2, address]);
  if (state.error) {
    return <span class="muted">{state.error.message}</span>;
  }
  if (state.loading) {
    return <span role="status">…</span>;
  }
  return state.value ? (
    <>
      by <Address of={state.value.creator} /> in <TxLink hash={state.value.hash} />
    </>
  ) : (
    'in the genesis block'
  );
}

function Tokens({ address }) {
  const { l2 } = useNetwork();
  const state = useRead(() => readTokens(l2, address), [l2, address]);
  return (
    <Read state={state}>
      {({ tokens, more }) => (
        <>
          <Table
            caption="Tokens of this account"
            head={['Token', 'Symbol', 'Balance', 'Contract']}
            empty={`no token transfer to or from it in the newest ${count(TOKEN_BLOCKS)} blocks`}
            rows={tokens.map((token) => ({
              key: token.contract,
              cells: [
                token.name,
                token.symbol,
                token.balance === undefined || token.decimals > 77 ? '?' : units(token.balance, token.decimals),
                <Address of={token.contract} />,
              ],
            }))}
          />
          {more && <p class="muted">There are more: these {tokens.length} have the newest transfers.</p>}
        </>
      )}
    </Read>
  );
}

/** A search that ended at a limit says in its last words where the next one begins. */
const GO_ON = /go on (before|after) block (\d+)$/;

function Transactions({ address, base, direction }) {
  const { l2 } = useNetwork();
  const method = direction === 'after' ? 'ots_searchTransactionsAfter' : 'ots_searchTransactionsBefore';
  const state = useRead(() => l2.call(method, address, base, PAGE), [l2, method, address, base]);
  const further = GO_ON.exec(state.error?.message ?? '');
  if (further) {
    return (
      <>
        <p class="muted">{state.error.message.replace(/: go on .*/, '')}</p>
        <p>
          <Link to={`address/${address}?${further[1]}=${further[2]}`}>go on {further[1]} block {further[2]}</Link>
        </p>
      </>
    );
  }
  return (
    <Read state={state}>
      {({ txs, receipts, firstPage, lastPage }) => (
        <>
          <TransactionTable transactions={txs} receipts={receipts} withBlock empty="no transaction names it" />
          <nav class="pager" aria-label="pages">
            {firstPage || txs.length === 0 ? (
              <span />
            ) : (
              <Link to={`address/${address}?after=${num(txs[0].blockNumber)}`}>← newer</Link>
            )}
            {lastPage || txs.length === 0 ? (
              <span />
            ) : (
              <Link to={`address/${address}?before=${num(txs.at(-1).blockNumber)}`}>older →</Link>
            )}
          </nav>
        </>
      )}
    </Read>
  );
}
