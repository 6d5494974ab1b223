import type { Permission } from '@alongside/protocol';
import { createContext, useContext } from 'react';
import type { SessionBook } from '../session/session-book.ts';
import type { DeskClient } from './desk-client.ts';
import type { DeskUser } from './desk-state.ts';

/** What a signed-in page works with. */
export interface Desk {
  readonly user: DeskUser & {
    readonly email: string;
    readonly permissions: readonly Permission[];
    readonly factorMissing: boolean;
  };
  readonly client: DeskClient;
  readonly sessions: SessionBook;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<Desk | undefined>(undefined);
export const DeskContextProvider = Context.Provider;

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (desk === undefined) throw new Error('useDesk outside of DeskContextProvider');
  return desk;
}

/** Whether the person's role has a permission: pages show what may be done, the server decides. */
export function useMay(): (permission: Permission) => boolean {
  const { user } = useDesk();
  return (permission) => user.permissions.includes(permission);
}
