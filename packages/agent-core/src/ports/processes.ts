/** What runs on this machine, for the scam guard alone: names, nothing else of them. */
export interface ProcessesPort {
  /** Names of running programs; empty where the host cannot tell. */
  names(): readonly string[];
}
