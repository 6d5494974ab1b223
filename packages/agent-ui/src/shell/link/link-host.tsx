import { useTexts } from '@alongside/ui';
import { createContext, type ReactNode, type RefObject, useContext, useRef } from 'react';
import type { LinkAddress } from '../core/core-client.ts';
import { useCore, useObservable } from '../core/core-context.tsx';
import { useBridge } from '../core/page-host.ts';
import classes from './link-host.module.css';

/** Chromium's capability delegation (WICG): the click of this page may be used by the frame for this one thing. */
interface DelegatingOptions extends WindowPostMessageOptions {
  readonly delegate: 'display-capture';
}

const DelegateContext = createContext<() => boolean>(() => false);

/** Hands the running click to whatever captures the screen; false where it cannot. */
export const ScreenDelegateProvider = DelegateContext;

/**
 * The link frame: another site in another process. It holds WebRTC and the capture; this page hands it one click at a
 * time. A new address is a new frame, since each secret of it works once.
 */
export function LinkHost({ children }: { children: ReactNode }) {
  const { client } = useCore();
  const address = useObservable(client.link);
  const { t } = useTexts();
  const frame = useRef<HTMLIFrameElement>(null);
  return (
    <DelegateContext value={() => delegateTo(frame, address)}>
      {children}
      {address === undefined ? null : (
        <iframe
          key={address.secret}
          ref={frame}
          className={classes.frame}
          src={`${address.url}#token=${address.secret}`}
          allow="display-capture"
          title={t('app.link')}
          aria-hidden
          tabIndex={-1}
        />
      )}
    </DelegateContext>
  );
}

/**
 * Hands the running click over for one screen capture. Call it within the click. False where nothing captures here or the
 * browser refuses (the click is too old, or is used up). A host with a bridge needs no click: it asks the core whether the
 * consent lives.
 */
export function useScreenDelegate(): () => boolean {
  const delegate = useContext(DelegateContext);
  const bridge = useBridge();
  return () => bridge !== undefined || delegate();
}

function delegateTo(frame: RefObject<HTMLIFrameElement | null>, address: LinkAddress | undefined): boolean {
  const target = frame.current?.contentWindow;
  if (!target || !address) return false;
  const options: DelegatingOptions = { targetOrigin: new URL(address.url).origin, delegate: 'display-capture' };
  try {
    target.postMessage({ type: 'capture' }, options);
    return true;
  } catch {
    return false; // Told to the core as "no screen was chosen", which offers to choose again.
  }
}
