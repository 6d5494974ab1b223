/**
 * One lane of the health check: reads one fact after the other when asked, and knows no deadline. systeminformation
 * blocks, hangs and runs programs, so its parent owns the time and ends this process where it must.
 */
import { collectors } from './collectors.ts';
import { type LaneAnswer, laneRequest, NothingToRead } from './lane-messages.ts';

process.on('message', (message) => {
  const request = laneRequest.safeParse(message);
  if (!request.success) return;
  const { fact } = request.data;
  collectors[fact]().then(
    (value) => reply({ status: 'known', fact, value }),
    (error: unknown) => reply({ status: 'unknown', fact, reason: error instanceof NothingToRead ? error.reason : 'failed' }),
  );
});
process.once('disconnect', () => process.exit(0));

function reply(answer: LaneAnswer): void {
  process.send?.(answer);
}
