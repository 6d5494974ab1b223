import type { KeyedCertificate } from './certificates.ts';

/** Where the server's own certificate comes from. */
export interface TlsSource {
  readonly current: KeyedCertificate;
  /** Looks whether another one is due or has come; true where `current` has changed. */
  refresh(): Promise<boolean>;
}
