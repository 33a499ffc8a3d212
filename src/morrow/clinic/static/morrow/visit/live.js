// Push: which stream changed, and the monitor's unfiled values.
//
// A stream read by fetch instead of EventSource, because EventSource hides the server's pings: a
// connection that hangs half open would look alive, and the numbers with it (H17).  Silence for
// SILENT_MS ends the connection and says so; the next one resumes after the last event's id.

const SILENT_MS = 12_000;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

function parse(block, take) {
  const event = { name: "message", data: [], id: null };
  for (const line of block.split("\n")) {
    const [, field, value] = /^([a-z]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") event.name = value;
    if (field === "data") event.data.push(value);
    if (field === "id") event.id = value;
  }
  if (event.data.length || event.id) take(event);
}

async function read(body, alive, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) parse(block, take);
  }
}

async function connect(url, last, on) {
  const stop = new AbortController();
  let watchdog = null;
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => stop.abort(), SILENT_MS);
    on.link(true);
  };
  const headers = { Accept: "text/event-stream", ...(last.id ? { "Last-Event-ID": last.id } : {}) };
  try {
    const answer = await fetch(url, { headers, signal: stop.signal, cache: "no-store" });
    const kind = answer.headers.get("Content-Type") ?? "";
    if (!answer.ok || !kind.startsWith("text/event-stream")) return false;
    alive();
    await read(answer.body, alive, (event) => {
      if (event.id) last.id = event.id;
      on.event(event.name, event.data.length ? JSON.parse(event.data.join("\n")) : null);
    });
    return true;
  } finally {
    clearTimeout(watchdog);
  }
}

/** Listen for ever.  `on.event(name, data)`, `on.link(isUp)`; reconnects after 0.5 to 5 s. */
export async function listen(url, on) {
  const last = { id: null };
  let pause = 500;
  for (;;) {
    try {
      if (await connect(url, last, on)) pause = 500;
    } catch (error) {
      // The network's failure is no fault of the page: it is shown on the strip, and tried again.
      if (!(error instanceof TypeError || error.name === "AbortError")) throw error;
    }
    on.link(false);
    await wait(pause);
    pause = Math.min(pause * 2, 5000);
  }
}
