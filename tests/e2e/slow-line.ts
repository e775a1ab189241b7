// A line like 2G at its better: everything takes its time each way, connecting costs a round trip, and bytes come slowly.

import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

/** One way, in ms. */
export const ONE_WAY_MS = 200;
export const ROUND_TRIP_MS = 2 * ONE_WAY_MS;
/** 400 kbit/s. */
export const BYTES_A_SECOND = 50_000;
/** Bytes that are passed on together. */
const PIECE = 1_400;

/** What so many bytes take on this line, in ms. */
export const bytesTake = (bytes: number): number => (bytes / BYTES_A_SECOND) * 1_000;

/** One direction: all connections of it share the line's width, as a phone's do. */
class Direction {
  #freeAt = 0;

  /** Carries a piece and ends as the piece arrives. */
  carry(bytes: Buffer, arrive: (piece: Buffer) => void): void {
    for (let from = 0; from < bytes.length; from += PIECE) {
      const piece = bytes.subarray(from, from + PIECE);
      this.#freeAt = Math.max(this.#freeAt, performance.now()) + bytesTake(piece.length);
      setTimeout(() => arrive(piece), this.#freeAt + ONE_WAY_MS - performance.now());
    }
  }

  /** After everything that is on its way. */
  then(act: () => void): void {
    setTimeout(act, Math.max(this.#freeAt, performance.now()) + ONE_WAY_MS - performance.now());
  }
}

export class SlowLine {
  /** Connections that were made. */
  connections = 0;
  #server: Server;
  #sockets = new Set<Socket>();
  #up = new Direction();
  #down = new Direction();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#joins(client, port));
  }

  /** A line to a port of this machine. */
  static async to(origin: string): Promise<SlowLine> {
    const line = new SlowLine(Number(new URL(origin).port));
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #joins(client: Socket, port: number): void {
    this.connections += 1;
    const server = connect(port, "127.0.0.1");
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      // Either end may go at any moment; the other one goes after it.
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#sockets.delete(socket));
    }
    // The kernel shook hands at once; on the line that costs a round trip before the first byte may leave.
    client.pause();
    setTimeout(() => client.resume(), ROUND_TRIP_MS);
    client.on("data", (bytes: Buffer) => this.#up.carry(bytes, (piece) => server.writable && server.write(piece)));
    server.on("data", (bytes: Buffer) => this.#down.carry(bytes, (piece) => client.writable && client.write(piece)));
    client.on("close", () => this.#up.then(() => server.destroy()));
    server.on("close", () => this.#down.then(() => client.end()));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
