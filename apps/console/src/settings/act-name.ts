/** The name by which the catalogue has words for an act of the audit: `PUT /api/users/:id/role` is `put-users-id-role`. */
export function actName(action: string): string {
  return action
    .toLowerCase()
    .replace(' /api/', ' ')
    .replaceAll(/[^a-z]+/gu, '-');
}
