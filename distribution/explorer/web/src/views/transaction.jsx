import { decodeCall, decodeLog, functionName, revertText } from '../abi.js';
import { count, gwei, num, units } from '../format.js';
import { OnL1, useNetwork, useRead } from '../state.js';
import { Address, Badge, BlockLink, Data, Decoded, Facts, Hash, Link, Problem, Read, Stage, When } from '../parts.jsx';
import { Status } from './blocks.jsx';

async function readTransaction(rpc, hash, onL1) {
  const [tx, receipt] = await rpc.all([
    ['eth_getTransactionByHash', hash],
    ['eth_getTransactionReceipt', hash],
  ]);
  if (tx instanceof Error) {
    throw tx;
  }
  if (tx === null) {
    return { fate: onL1 ? undefined : await rpc.optional('zknode_getTransactionStatus', hash) };
  }
  if (!receipt || receipt instanceof Error) {
    return { tx, fate: onL1 ? undefined : await rpc.optional('zknode_getTransactionStatus', hash) };
  }
  const block = await rpc.call('eth_getBlockByNumber', receipt.blockNumber, false);
  const inBatch = onL1 ? {} : await readBatch(rpc, receipt.blockNumber);
  return { tx, receipt, block, ...inBatch };
}

async function readBatch(rpc, block) {
  const [batch, virtual, verified] = await rpc.all([
    ['zkevm_batchNumberByBlockNumber', block],
    ['zkevm_isBlockVirtualized', block],
    ['zkevm_isBlockConsolidated', block],
  ]);
  return {
    batch: batch && !(batch instanceof Error) ? num(batch) : undefined,
    stage: verified === true ? 'verified' : virtual === true ? 'virtual' : 'trusted',
  };
}

export function Transaction({ hash, onL1 }) {
  const network = useNetwork();
  const rpc = onL1 ? network.l1 : network.l2;
  const state = useRead(() => readTransaction(rpc, hash, onL1), [rpc, hash]);
  return (
    <>
      <h1 tabIndex={-1}>{onL1 ? 'Transaction on L1' : 'Transaction'}</h1>
      <p>
        <Hash of={hash} full />
      </p>
      <Read state={state}>
        {(read) =>
          read.tx ? (
            <OnL1.Provider value={Boolean(onL1)}>
              <TransactionFacts rpc={rpc} onL1={onL1} {...read} />
            </OnL1.Provider>
          ) : (
            <Unknown fate={read.fate} />
          )
        }
      </Read>
    </>
  );
}

function Fate({ fate }) {
  return (
    <Facts
      rows={Object.entries(fate)
        .filter(([, value]) => value !== null && typeof value !== 'object')
        .map(([name, value]) => [name, String(value)])}
    />
  );
}

function Unknown({ fate }) {
  return (
    <>
      <p>There is no such transaction in the chain or among the pending ones.</p>
      {fate && <Fate fate={fate} />}
    </>
  );
}

function TransactionFacts({ rpc, onL1, tx, receipt, block, batch, stage, fate }) {
  const made = receipt?.contractAddress;
  return (
    <>
      <Facts
        rows={[
          ['Status', receipt ? <Status of={receipt} /> : <Badge kind="wait">pending</Badge>],
          stage && ['Stage', <Stage at={stage} />],
          receipt && ['Block', onL1 ? count(receipt.blockNumber) : <BlockLink number={num(receipt.blockNumber)} />],
          batch !== undefined && ['Batch', <Link to={`batch/${batch}`}>{count(batch)}</Link>],
          block && ['Time', <When at={num(block.timestamp)} />],
          ['From', <Address of={tx.from} full />],
          ['To', tx.to ? <Address of={tx.to} full /> : 'new contract'],
          made && ['Contract', <Address of={made} full />],
          ['Value', `${units(tx.value)} ether`],
          receipt && ['Gas', `${count(receipt.gasUsed)} of ${count(tx.gas)}`],
          receipt?.effectiveGasPrice && ['Price of gas', gwei(receipt.effectiveGasPrice)],
          receipt?.effectiveGasPrice && [
            'Fee',
            `${units(BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice))} ether`,
          ],
          ['Nonce', count(tx.nonce)],
          ['Type', num(tx.type ?? 0)],
        ]}
      />
      {fate && <Fate fate={fate} />}
      {!onL1 && receipt && num(receipt.status) === 0 && <Failure rpc={rpc} hash={tx.hash} />}
      <h2>Input</h2>
      {tx.input === '0x' ? (
        <p class="muted">none</p>
      ) : (
        <>
          <Decoded call={tx.to && decodeCall(tx.input)} />
          <Data of={tx.input} />
        </>
      )}
      {receipt && <Logs logs={receipt.logs} />}
      {!onL1 && receipt && <Calls rpc={rpc} hash={tx.hash} />}
    </>
  );
}

function Failure({ rpc, hash }) {
  const state = useRead(() => rpc.optional('ots_getTransactionError', hash), [rpc, hash]);
  return state.value === undefined ? null : (
    <p class="problem">
      It reverted: <span class="long">{revertText(state.value)}</span>
    </p>
  );
}

function Logs({ logs }) {
  return (
    <>
      <h2>Logs ({logs.length})</h2>
      {logs.length === 0 && <p class="muted">none</p>}
      <ol class="logs">
        {logs.map((log) => (
          <li key={log.logIndex}>
            <Address of={log.address} full />
            <Decoded
              call={decodeLog(log)}
              empty={
                <Facts
                  rows={[
                    ...log.topics.map((topic, i) => [`topic ${i}`, <Hash of={topic} full />]),
                    ['data', <Data of={log.data} />],
                  ]}
                />
              }
            />
          </li>
        ))}
      </ol>
    </>
  );
}

/** Calls shown at once. */
const MOST_CALLS = 500;

function Calls({ rpc, hash }) {
  const state = useRead(() => rpc.call('ots_traceTransaction', hash), [rpc, hash]);
  if (state.error) {
    return (
      <>
        <h2>Calls</h2>
        <Problem error={state.error} />
      </>
    );
  }
  const calls = state.value ?? [];
  return (
    <>
      <h2>Calls ({state.value ? calls.length : <span role="status">…</span>})</h2>
      <ul class="calls">
        {calls.slice(0, MOST_CALLS).map((call, i) => (
          <li key={i} style={{ '--depth': Math.min(call.depth, 12) }}>
            <span class="badge">{call.type}</span> <Address of={call.from} /> → <Address of={call.to} />{' '}
            {BigInt(call.value ?? 0) > 0n && <span>{units(call.value)} ether </span>}
            {call.type.endsWith('CALL') && call.input !== '0x' && (
              <span class="mono">{functionName(call.input) ?? call.input.slice(0, 10)}</span>
            )}
          </li>
        ))}
      </ul>
      {calls.length > MOST_CALLS && <p class="muted">and {calls.length - MOST_CALLS} more</p>}
    </>
  );
}
