// What the page knows of the nodes, and hooks that read them.
import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** { nodes: [Rpc], l2: Rpc, l1: Rpc?, bridge: url?, l1Explorer: url?, bridges: {l1, l2} } */
export const Network = createContext(null);

/** Whether what is shown is of L1, whose accounts have no view here. */
export const OnL1 = createContext(false);

export const useNetwork = () => useContext(Network);

/** How often what moves is read again, in ms. */
const REFRESH = 4_000;

/**
 * What an asynchronous read gives: { value, error, loading }. Read again when keys change, and now
 * and then while somebody looks; the last value stays meanwhile.
 */
export function useRead(read, keys, { refresh = false } = {}) {
  const [state, setState] = useState({ loading: true });
  useEffect(() => {
    let current = true;
    let timer;
    const run = async () => {
      if (!refresh || !document.hidden) {
        try {
          const value = await read();
          current && setState({ value });
        } catch (error) {
          current && setState((before) => ({ value: before.value, error }));
        }
      }
      if (refresh && current) {
        timer = setTimeout(run, REFRESH);
      }
    };
    setState({ loading: true });
    run();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, keys);
  return state;
}

/** Path and parameters of the address' hash. */
export function useRoute() {
  const read = () => {
    const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
    return { path: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
  };
  const [route, setRoute] = useState(read);
  // Before the browser does anything else: an address that changes after the first look is not missed.
  useLayoutEffect(() => {
    const changed = () => setRoute(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
