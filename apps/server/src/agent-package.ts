/** The agent for other computers, as a file that the server hands out. */
export type AgentPackage =
  /** This server has none to give. */
  | { readonly kind: 'none' }
  /** It is being made. */
  | { readonly kind: 'preparing' }
  | {
      readonly kind: 'ready';
      /** Absolute. */
      readonly path: string;
      readonly bytes: number;
      /** In hex. */
      readonly sha256: string;
    }
  /** It could not be made here; the reason was told where the server was started. */
  | { readonly kind: 'failed' };
