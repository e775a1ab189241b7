// The server under test: the release binary on a free port with data of its own, killed and started again at will.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** One seeded room and its links, as the server prints them. */
export interface Room {
  code: string;
  title: string;
  phone: string;
  moderator: string;
  screen: string;
}

interface Ready {
  listening: string;
  rooms: Room[];
  /** Whoever has this link makes rooms. */
  organiser: string;
}

/** The address of the hall's LAN (hall.sh), for pages that are no secure context. */
export const HALL = "192.0.2.10";

/** A start that takes longer has hung. */
const START_MS = 30_000;

/** A program as `cargo xtask test` builds it, or the one that the environment names. */
export function program(name: string, variable: string, pack: string): string {
  const file = process.env[variable] ?? resolve(import.meta.dirname, "../../target/release", name);
  if (!existsSync(file)) throw new Error(`${file} is missing: cargo build --release -p ${pack}`);
  return file;
}

export class Server {
  /** What it said on its errors: its log. */
  log = "";
  #child: ChildProcess | undefined;
  #data: string;
  #host: string;
  #ready: Ready | undefined;

  constructor(host = "127.0.0.1") {
    this.#host = host;
    this.#data = mkdtempSync(join(tmpdir(), "plenary-e2e-"));
  }

  /** Where it listens: "http://127.0.0.1:40123". */
  get origin(): string {
    if (!this.#ready) throw new Error("the server is not started");
    return this.#ready.listening;
  }

  /** The link of those who make rooms. */
  get organiser(): string {
    if (!this.#ready) throw new Error("the server is not started");
    return this.#ready.organiser;
  }

  /** The seeded room whose title or reference has these words. */
  room(words: string): Room {
    const found = this.#ready?.rooms.find((room) => room.title.includes(words));
    if (!found) throw new Error(`no room “${words}” among ${this.#ready?.rooms.map((room) => room.title).join("; ")}`);
    return found;
  }

  /** Starts it, or starts it again on the port it had and the data it left. */
  async start(): Promise<void> {
    const port = this.#ready ? new URL(this.#ready.listening).port : "0";
    const child = spawn(
      program("plenary", "PLENARY_BIN", "plenary"),
      ["serve", "--listen", `${this.#host}:${port}`, "--data", this.#data, "--json-links"],
      { stdio: ["ignore", "pipe", "pipe"], cwd: this.#data },
    );
    this.#child = child;
    child.stderr?.on("data", (bytes: Buffer) => (this.log += bytes.toString()));
    this.#ready = await this.#firstLine(child);
  }

  async #firstLine(child: ChildProcess): Promise<Ready> {
    const lines = createInterface({ input: child.stdout! });
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server did not start:\n${this.log}`)), START_MS);
      timer.unref();
    });
    const gone = once(child, "exit").then(([code]) => {
      throw new Error(`the server ended with ${code}:\n${this.log}`);
    });
    const line = once(lines, "line").then(([text]) => JSON.parse(text as string) as Ready);
    gone.catch(() => undefined);
    return Promise.race([line, gone, late]);
  }

  /** kill -9: no goodbye, no flush. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ctrl-C; returns the exit code. */
  async stop(): Promise<number | null> {
    return this.#end("SIGINT");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, "exit");
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  /** Ends it and takes its data away. */
  async leave(): Promise<void> {
    await this.#end("SIGKILL");
    rmSync(this.#data, { recursive: true, force: true });
  }
}
