/** Who is at an end of a link. The agent initiates every epoch. */
export type LinkRole = 'agent' | 'technician';

export function otherRole(role: LinkRole): LinkRole {
  return role === 'agent' ? 'technician' : 'agent';
}
