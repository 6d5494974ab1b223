export interface Likeness {
  /** Mean difference of a sample, 0 to 255. */
  readonly difference: number;
  /** Pearson's, -1 to 1; 0 where one of the pictures has one colour only. */
  readonly correlation: number;
}

/** How alike two pictures of the same size are, sample by sample. */
export function likeness(a: ArrayLike<number>, b: ArrayLike<number>): Likeness {
  if (a.length !== b.length || a.length === 0) return { difference: 255, correlation: 0 };
  let sumA = 0;
  let sumB = 0;
  let apart = 0;
  for (let index = 0; index < a.length; index += 1) {
    const [one = 0, other = 0] = [a[index], b[index]];
    sumA += one;
    sumB += other;
    apart += Math.abs(one - other);
  }
  const [meanA, meanB] = [sumA / a.length, sumB / b.length];
  let both = 0;
  let spreadA = 0;
  let spreadB = 0;
  for (let index = 0; index < a.length; index += 1) {
    const one = (a[index] ?? 0) - meanA;
    const other = (b[index] ?? 0) - meanB;
    both += one * other;
    spreadA += one * one;
    spreadB += other * other;
  }
  const spread = Math.sqrt(spreadA * spreadB);
  return { difference: apart / a.length, correlation: spread === 0 ? 0 : both / spread };
}

/** What video coding and shrinking by two programs leave apart, and another screen does not reach. */
export function isSamePicture({ difference, correlation }: Likeness): boolean {
  return difference < 10 && correlation > 0.97;
}
