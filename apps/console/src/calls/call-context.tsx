import { createContext, type ReactNode, useContext, useState } from 'react';
import { useServices } from '../shared/services.ts';
import { CallBook } from './call-book.ts';

const Context = createContext<CallBook | undefined>(undefined);

export function CallProvider({ children }: { readonly children: ReactNode }) {
  const { preferences, clock, random } = useServices();
  const [book] = useState(() => new CallBook({ preferences, clock, random }));
  return <Context value={book}>{children}</Context>;
}

export function useCalls(): CallBook {
  const book = useContext(Context);
  if (book === undefined) throw new Error('useCalls outside of CallProvider');
  return book;
}
