// Counters that only grow become rates: what came between two states, by the server's name.

/** A reading's counters by `upstream/server`. */
function counters(state) {
  const all = new Map();
  for (const upstream of state.upstreams)
    for (const group of upstream.groups)
      for (const server of group.servers) all.set(`${upstream.name}/${server.name}`, server);
  return all;
}

const COUNTED = ["requests", "errors4xx", "errors5xx", "connectErrors", "timeouts"];

/** Keeps some seconds of states, so that a rate is steady enough to be read. */
export class Rates {
  static SPAN_MS = 5000;
  #states = [];

  add(state, at) {
    // After a restart of the edge its counters begin anew.
    if (this.#states.length && this.#states[0].startedAt !== state.edge.startedAt) this.#states = [];
    this.#states.push({ at, startedAt: state.edge.startedAt, counters: counters(state) });
    while (this.#states.length > 2 && at - this.#states[1].at >= Rates.SPAN_MS) this.#states.shift();
  }

  /** Per second, of one server; null before there are two readings of it. */
  server(upstream, name) {
    const first = this.#states[0], last = this.#states.at(-1), key = `${upstream}/${name}`;
    const before = first?.counters.get(key), now = last?.counters.get(key);
    if (!before || !now || last.at === first.at) return null;
    const seconds = (last.at - first.at) / 1000;
    return Object.fromEntries(COUNTED.map(name => [name, Math.max(0, (now[name] - before[name]) / seconds)]));
  }

  /** Per second, of all servers of a group; zeros before there are two readings, and then not `known`. */
  group(upstream, group) {
    const sum = { known: false, ...Object.fromEntries(COUNTED.map(name => [name, 0])) };
    for (const server of group.servers) {
      const rate = this.server(upstream, server.name);
      if (!rate) continue;
      sum.known = true;
      for (const name of COUNTED) sum[name] += rate[name];
    }
    return sum;
  }
}

/** A group's percentile of the last seconds; null when it had no requests in them. */
export const recent = (item, name) => (item.recent && item.recent.requests > 0 ? item.recent[name] : null);
