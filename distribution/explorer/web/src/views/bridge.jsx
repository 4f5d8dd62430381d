import { useState } from 'preact/hooks';
import { get } from '../rpc.js';
import { delays } from '../delays.js';
import { count, isAddress, isZero, units } from '../format.js';
import { useNetwork, useRead } from '../state.js';
import { Address, Badge, L1Tx, Link, Pager, Read, Table, TxLink } from '../parts.jsx';

const PAGE = 20;

/** Where a deposit is, in one word and a sentence. */
export function stageOf(deposit) {
  if (!isZero(deposit.claim_tx_hash)) {
    return ['good', 'claimed', 'It has arrived.'];
  }
  return deposit.ready_for_claim
    ? ['wait', 'ready', 'It can be claimed on the other side.']
    : ['', 'on its way', Number(deposit.network_id) === 0
        ? 'It waits until L2 knows an exit root of L1 that covers it.'
        : 'It waits until a batch with it is verified on L1.'];
}

const network = (id) => (Number(id) === 0 ? 'L1' : `L2 (${id})`);

const SideTx = ({ id, hash }) => (Number(id) === 0 ? <L1Tx hash={hash} /> : isZero(hash) ? '–' : <TxLink hash={hash} />);

/** Ether has 18 decimals; a token's are in its metadata at best, so its amount is shown as it is. */
const amount = (deposit) =>
  Number(deposit.leaf_type) === 1
    ? `message, ${units(deposit.amount)} ether`
    : isZero(deposit.orig_addr)
      ? `${units(deposit.amount)} ether`
      : `${count(deposit.amount)} units`;

export function Bridge({ address, offset }) {
  const { bridge } = useNetwork();
  return (
    <>
      <h1 tabIndex={-1}>Bridge</h1>
      <Find address={address} />
      <Delay />
      {!bridge ? (
        <p class="muted">
          No bridge: this page was started without the URL of a bridge service (<code>--bridge</code>). Deposits and
          withdrawals are seen as logs of their transactions.
        </p>
      ) : (
        <Service bridge={bridge}>{address && <Deposits bridge={bridge} address={address} offset={offset} />}</Service>
      )}
    </>
  );
}

/** What the first node says while it does not follow L1. */
function Delay() {
  const { l2 } = useNetwork();
  const status = useRead(() => l2.optional('zknode_status'), [l2], { refresh: true });
  const reasons = delays(status.value);
  return status.loading ? (
    <p role="status">reading …</p>
  ) : (
    reasons.length > 0 && (
      <p class="reason" role="note">
        <b>The node does not follow L1 at the moment</b>, so deposits and withdrawals arrive later. All goes on when it
        does: look again in a minute. <Link to="nodes">What it says</Link>:{' '}
        {reasons.map((reason) => `${reason.key}: ${reason.text}`).join('; ')}
      </p>
    )
  );
}

function Service({ bridge, children }) {
  const state = useRead(() => get(`${bridge}/api`), [bridge]);
  if (state.error) {
    return (
      <>
        <p class="problem" role="alert">
          No bridge at this URL: {bridge}
        </p>
        <p class="muted">{state.error.message}</p>
      </>
    );
  }
  return state.loading ? <p role="status">reading …</p> : children || <p class="muted">Whose deposits?</p>;
}

function Find({ address }) {
  const [text, setText] = useState(address ?? '');
  const [wrong, setWrong] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    const wanted = text.trim();
    setWrong(!isAddress(wanted));
    if (isAddress(wanted)) {
      location.hash = `#/bridge/${wanted}`;
    }
  };
  return (
    <form class="find" onSubmit={submit}>
      <label>
        Destination address
        <input value={text} onInput={(event) => setText(event.target.value)} spellcheck={false} autocomplete="off" />
      </label>
      <button type="submit">Show</button>
      {wrong && (
        <p class="problem" role="alert">
          An address is 0x and 40 hex digits.
        </p>
      )}
    </form>
  );
}

function Deposits({ bridge, address, offset }) {
  const state = useRead(
    () => get(`${bridge}/bridges/${address}?offset=${offset}&limit=${PAGE}`),
    [bridge, address, offset],
    { refresh: true },
  );
  return (
    <Read state={state}>
      {(answer) => {
        const deposits = answer.deposits ?? [];
        const total = Number(answer.total_cnt ?? deposits.length);
        return (
          <>
            <p class="muted">
              {total} for <Address of={address} />
            </p>
            <Table
              caption="Deposits and withdrawals"
              head={['Way', 'What', 'Stage', 'Deposit', 'Claim', 'Number']}
              rows={deposits.map((deposit) => {
                const [kind, stage, why] = stageOf(deposit);
                return {
                  key: `${deposit.network_id}/${deposit.deposit_cnt}`,
                  cells: [
                    `${network(deposit.network_id)} → ${network(deposit.dest_net)}`,
                    amount(deposit),
                    <span title={why}>
                      <Badge kind={kind}>{stage}</Badge> <small>{why}</small>
                    </span>,
                    <SideTx id={deposit.network_id} hash={deposit.tx_hash} />,
                    <SideTx id={deposit.dest_net} hash={deposit.claim_tx_hash} />,
                    deposit.deposit_cnt,
                  ],
                };
              })}
            />
            <Pager
              newer={offset > 0 ? `bridge/${address}?offset=${Math.max(0, offset - PAGE)}` : undefined}
              older={deposits.length > 0 && offset + deposits.length < total ? `bridge/${address}?offset=${offset + deposits.length}` : undefined}
            />
          </>
        );
      }}
    </Read>
  );
}
