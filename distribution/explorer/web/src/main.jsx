import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './style.css';
import { get, Rpc } from './rpc.js';
import { isAddress, isHash } from './format.js';
import { Network, useNetwork, useRoute } from './state.js';
import { Link, Problem } from './parts.jsx';
import { Account } from './views/address.jsx';
import { Batch, Batches } from './views/batches.jsx';
import { Block, Blocks } from './views/blocks.jsx';
import { Bridge } from './views/bridge.jsx';
import { Nodes } from './views/nodes.jsx';
import { Overview } from './views/overview.jsx';
import { Transaction } from './views/transaction.jsx';

const VIEWS = [
  ['', 'Overview'],
  ['batches', 'Batches'],
  ['blocks', 'Blocks'],
  ['bridge', 'Bridge'],
  ['nodes', 'Nodes'],
];

const isNumber = (text) => /^\d{1,15}$/.test(text ?? '');
const number = (query, name) => (isNumber(query.get(name)) ? Number(query.get(name)) : undefined);

function View({ route: { path, query } }) {
  const { l1 } = useNetwork();
  const [view, id, more] = path;
  if (view === undefined) {
    return <Overview />;
  }
  if (view === 'batches') {
    return <Batches before={number(query, 'before')} />;
  }
  if (view === 'batch' && isNumber(id)) {
    return <Batch number={Number(id)} />;
  }
  if (view === 'blocks') {
    return <Blocks before={number(query, 'before')} />;
  }
  if (view === 'block' && (isNumber(id) || isHash(id ?? ''))) {
    return <Block id={isNumber(id) ? Number(id) : id} page={number(query, 'page') ?? 0} />;
  }
  if (view === 'tx' && isHash(id ?? '')) {
    return <Transaction hash={id} />;
  }
  if (view === 'l1' && l1 && isHash(more ?? '')) {
    return <Transaction hash={more} onL1 />;
  }
  if (view === 'address' && isAddress(id ?? '')) {
    const after = number(query, 'after');
    return (
      <Account
        address={id}
        base={after ?? number(query, 'before') ?? 0}
        direction={after === undefined ? 'before' : 'after'}
      />
    );
  }
  if (view === 'bridge' && (id === undefined || isAddress(id))) {
    return <Bridge address={id} offset={number(query, 'offset') ?? 0} />;
  }
  if (view === 'nodes') {
    return <Nodes />;
  }
  return (
    <>
      <h1 tabIndex={-1}>Nothing here</h1>
      <p class="long">No view has the address #{location.hash.slice(1)}.</p>
    </>
  );
}

/** Number of a block or a batch, hash of a transaction or a block, address of an account. */
function Search() {
  const { l2 } = useNetwork();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState();
  const go = async (event) => {
    event.preventDefault();
    const wanted = text.trim();
    const batch = wanted.match(/^batch\s+(\d+)$/i);
    setProblem(undefined);
    if (batch) {
      location.hash = `#/batch/${batch[1]}`;
    } else if (isNumber(wanted)) {
      location.hash = `#/block/${wanted}`;
    } else if (isAddress(wanted)) {
      location.hash = `#/address/${wanted}`;
    } else if (isHash(wanted)) {
      try {
        const block = await l2.optional('eth_getBlockByHash', wanted, false);
        location.hash = block ? `#/block/${wanted}` : `#/tx/${wanted}`;
      } catch (e) {
        setProblem(e.message);
      }
    } else {
      setProblem('A block number, "batch" and its number, a hash or an address.');
    }
  };
  return (
    <form role="search" onSubmit={go}>
      <input
        type="search"
        aria-label="Block, batch, hash or address"
        placeholder="block, batch N, hash, address"
        value={text}
        onInput={(event) => setText(event.target.value)}
        spellcheck={false}
        autocomplete="off"
      />
      <button type="submit">Find</button>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function Page() {
  const route = useRoute();
  const main = useRef();
  const place = route.path.join('/');
  const first = useRef(true);
  useEffect(() => {
    const heading = main.current.querySelector('h1');
    document.title = `${heading?.textContent ?? ''} – zkNode explorer`;
    if (first.current) {
      first.current = false;
    } else {
      // Whoever reads with a keyboard or a screen reader is taken to the new view.
      heading?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  }, [place]);
  const skip = (event) => {
    event.preventDefault();
    main.current.querySelector('h1')?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        to the content
      </a>
      <header>
        <Link to="" class="brand">
          zkNode
        </Link>
        <nav aria-label="views">
          {VIEWS.map(([to, name]) => (
            <Link key={to} to={to} aria-current={(route.path[0] ?? '') === to ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <Search />
      </header>
      <main ref={main} id="main">
        <View route={route} key={place} />
      </main>
    </>
  );
}

function App() {
  const [network, setNetwork] = useState();
  const [error, setError] = useState();
  useEffect(() => {
    get('config.json').then((config) => {
      const nodes = config.nodes.map((url) => new Rpc(url));
      setNetwork({
        nodes,
        l2: nodes[0],
        l1: config.l1 && new Rpc(config.l1),
        l1Explorer: config.l1Explorer?.replace(/\/+$/, ''),
        bridge: config.bridge?.replace(/\/+$/, ''),
      });
    }, setError);
  }, []);
  if (error) {
    return <Problem error={error} />;
  }
  return (
    network && (
      <Network.Provider value={network}>
        <Page />
      </Network.Provider>
    )
  );
}

render(<App />, document.getElementById('app'));
