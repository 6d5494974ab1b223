import { Gauge, Histogram, Registry } from 'prom-client';

export interface Figures {
  readonly devices: number;
  readonly consoles: number;
  readonly openTickets: number;
  readonly liveSessions: number;
  readonly sockets: number;
}

/** Numbers for Prometheus: how much, never who or what. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'alongside_http_request_seconds',
    help: 'Time until the answer, by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [this.#registry],
  });

  constructor(figures: () => Figures) {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name: `alongside_${name}`,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    gauge('devices_online', 'Devices with a proven connection', () => figures().devices);
    gauge('consoles_open', 'Technicians’ pages with a proven connection', () => figures().consoles);
    gauge('sockets_open', 'WebSockets, proven or not', () => figures().sockets);
    gauge('tickets_open', 'Tickets neither done nor cancelled', () => figures().openTickets);
    gauge('sessions_live', 'Sessions offered or joined', () => figures().liveSessions);
    gauge('resident_memory_bytes', 'Memory of the server', () => process.memoryUsage.rss());
  }

  answered(route: string, status: number, seconds: number): void {
    this.#requests.observe({ route, status: String(status) }, seconds);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
