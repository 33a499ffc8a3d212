// The server's clock, and times as the clinic's people read them.
//
// A tablet's own clock is not trusted: "now" is the server's, carried on by the machine's
// monotonic clock since the view arrived.

let offset = null; // server's milliseconds minus performance.now()
let zone = "UTC";
const formats = new Map();

/** Take the time of a view that has just arrived. */
export function setClock(iso) {
  const found = Date.parse(iso) - performance.now();
  // A view ages on its way, so every estimate is a little early: the latest one is the best,
  // unless the server's clock itself was set.
  if (offset === null || Math.abs(found - offset) > 2000) offset = found;
  else offset = Math.max(offset, found);
}

export function setZone(name) {
  zone = name || "UTC";
}

/** Milliseconds of the server's clock, now. */
export function now() {
  return offset === null ? Date.now() : offset + performance.now();
}

export const nowIso = () => new Date(now()).toISOString();

function format(options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key);
}

/** "15:42" in the clinic's zone. */
export function clock(when) {
  return format({ hour: "2-digit", minute: "2-digit" }).format(new Date(when));
}

/** "15:42:07". */
export function clockSeconds(when) {
  return format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(when));
}

/** "10 Mar 2026". */
export function day(when) {
  return format({ day: "numeric", month: "short", year: "numeric" }).format(new Date(when));
}

/** "17 May 1980" of a plain date, which has no zone. */
export function plainDate(text) {
  const options = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${text}T00:00:00Z`));
}

/** "2026-03-10" of an instant, in the clinic's zone. */
export function isoDate(when) {
  const parts = Object.fromEntries(
    format({ year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(new Date(when)).map((p) => [p.type, p.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** The date so many days before that of an instant: by the calendar, whose days are not all 24 h. */
export function dayBefore(when, days) {
  return new Date(Date.parse(isoDate(when)) - days * 86_400_000).toISOString().slice(0, 10);
}

function wallAsUtc(instant) {
  const parts = Object.fromEntries(
    format({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" })
      .formatToParts(new Date(instant))
      .map((p) => [p.type, Number(p.value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/**
 * The instant (RFC 3339) of a wall time "07:30" on "2026-03-10" in the clinic's zone.
 * In the hour that an autumn change repeats, the later one that is not in the future is meant.
 */
export function instant(date, time) {
  const wall = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(wall)) return null;
  // The zone's offset a day before and a day after: they differ where the clock changes between.
  const guesses = [-86_400_000, 86_400_000].map((shift) => wall - (wallAsUtc(wall + shift) - (wall + shift)));
  const fitting = [...new Set(guesses)].filter((guess) => wallAsUtc(guess) === wall).sort((a, b) => b - a);
  const past = fitting.find((guess) => guess <= now());
  const found = past ?? fitting.at(-1);
  return found === undefined ? null : new Date(found).toISOString();
}

const two = (value) => String(value).padStart(2, "0");

/** "4:12", "1:04:12": a duration of so many milliseconds. */
export function duration(ms) {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = two(total % 60);
  return hours ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** "12 s", "4 min", "1 h 05 min": how old. */
export function age(ms) {
  const total = Math.max(0, Math.floor(ms / 1000));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes} min`;
  const days = Math.floor(minutes / 1440);
  return days ? `${days} d` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}
