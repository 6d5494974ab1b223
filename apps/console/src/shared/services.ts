import type { Clock, Crypto, Logger, RandomSource } from '@alongside/base';
import type { PageLanguage } from '@alongside/ui';
import { createContext, useContext } from 'react';
import type { Api } from '../api/api.ts';
import type { KeyStore } from '../identity/key-store.ts';
import type { TrustMemory } from '../trust/trust-memory.ts';
import type { Preferences } from './preferences.ts';

/** What the pages are composed of (main.tsx). */
export interface Services {
  readonly api: Api;
  readonly keys: KeyStore;
  readonly preferences: Preferences;
  readonly pageLanguage: PageLanguage;
  readonly trustMemory: TrustMemory;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

const Context = createContext<Services | undefined>(undefined);
export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (services === undefined) throw new Error('useServices outside of ServicesProvider');
  return services;
}
