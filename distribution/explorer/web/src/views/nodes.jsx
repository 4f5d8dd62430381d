import { advice } from '../advice.js';
import { file } from '../rpc.js';
import { age, count, since } from '../format.js';
import { useNetwork, useRead } from '../state.js';
import { Address, Badge, Facts, Hash, L1Tx, Link, Problem, Table } from '../parts.jsx';

const KINDS = { RUNNING: 'good', DEGRADED: 'wait', HALTED: 'bad' };

export function NodeState({ of }) {
  return <Badge kind={KINDS[of] ?? ''}>{of}</Badge>;
}

export function Nodes() {
  const { nodes } = useNetwork();
  const known = useRead(async () => advice(await file('operations.md')), []);
  return (
    <>
      <h1 tabIndex={-1}>Nodes</h1>
      {nodes.map((node) => (
        <Node key={node.url} node={node} advice={known} />
      ))}
    </>
  );
}

function Node({ node, advice: known }) {
  const state = useRead(() => node.call('zknode_status'), [node], { refresh: true });
  return (
    <section class="node" aria-label={node.url}>
      <h2 class="long">
        {node.url} {state.value && !state.error && <NodeState of={state.value.state} />}
      </h2>
      {state.loading && <p role="status">reading …</p>}
      {state.error && <Problem error={state.error} />}
      {state.value && !state.error && <StatusFacts status={state.value} known={known} />}
    </section>
  );
}

function StatusFacts({ status, known }) {
  const { batches = {}, head, peers = [], l1Endpoints = [] } = status;
  return (
    <>
      {status.halts.map((halt) => (
        <div class="problem" key={halt.code + halt.component}>
          <strong>
            {halt.code} ({halt.component})
          </strong>
          <p>{halt.reason}</p>
          {halt.evidence && <p class="long">{typeof halt.evidence === 'string' ? halt.evidence : JSON.stringify(halt.evidence)}</p>}
          <p>
            <b>What to do:</b> {halt.whatToDo}
          </p>
        </div>
      ))}
      {status.reasons.map((reason) => {
        const [means, todo] = known.value?.get(reason.key) ?? [];
        return (
          <div class="reason" key={reason.key}>
            <strong>{reason.key}</strong> <small>since {age((Date.now() - reason.sinceMillis) / 1000)}</small>
            <p>{reason.text}</p>
            {known.loading && <p role="status">reading what to do …</p>}
            {known.error && <Problem error={known.error} />}
            {means && <p class="muted">{means}</p>}
            {todo && todo !== '–' && (
              <p>
                <b>What to do:</b> {todo}
              </p>
            )}
          </div>
        );
      })}
      <Facts
        rows={[
          ['Roles', status.roles.join(', ')],
          ['Engine', `${status.engine}, version ${status.version}`],
          status.follows && ['Follows', status.follows],
          ['Chain id', status.chainId],
          head && [
            'Head',
            <>
              <Link to={`block/${head.number}`}>{count(head.number)}</Link>, {since(head.timestamp)},{' '}
              <Hash of={head.hash} />
            </>,
          ],
          status.engineError && ['Engine', status.engineError],
          batches.trusted !== undefined && [
            'Batches',
            `trusted ${batches.trusted}, virtual ${batches.virtual}, verified ${batches.verified}`,
          ],
          batches.virtualL1Transaction && ['Last sequence', <L1Tx hash={batches.virtualL1Transaction} />],
          batches.verifiedL1Transaction && ['Last proof', <L1Tx hash={batches.verifiedL1Transaction} />],
          status.l1 && ['L1 seen', `block ${count(status.l1.number)}, ${since(status.l1.timestamp)}`],
        ]}
      />
      <Table
        caption="L1 endpoints"
        head={['L1 endpoint', 'State', 'Head', 'Last error']}
        empty="no L1 endpoint"
        rows={l1Endpoints.map((endpoint) => ({
          key: endpoint.endpoint,
          cells: [endpoint.endpoint, endpoint.state, endpoint.head ?? '–', endpoint.lastError ?? '–'],
        }))}
      />
      <Table
        caption="Peers that speak zks"
        head={['Peer', 'Node id', 'Replayed to', 'Signs as']}
        empty="no zks peer"
        rows={peers.map((peer) => ({
          key: peer.nodeId,
          cells: [
            peer.address,
            <Hash of={peer.nodeId} />,
            peer.replayedTo ?? '–',
            peer.signer ? <Address of={peer.signer} /> : '–',
          ],
        }))}
      />
    </>
  );
}
