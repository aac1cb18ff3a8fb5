import { describe, expect, it } from 'vitest';
import { marksPerWrite, SentMarks } from '#core/apns/sent-marks';

function marksOf(step: number, allowed = true) {
  const written: (readonly number[])[] = [];
  const back: (readonly number[])[] = [];
  const marks = new SentMarks(step, {
    mark: (positions) => {
      if (allowed) written.push(positions);
      return allowed;
    },
    takeBack: (positions) => back.push(positions),
  });
  return { marks, written, back };
}
const none = (): readonly number[] => [];

describe('what is marked as leaving', () => {
  it('is what leaves now and the few that follow: those that wait for a stream, then those to be launched', () => {
    const { marks, written } = marksOf(4);
    for (const position of [0, 1]) marks.queued(position);
    expect(marks.beforeSend(0, () => [2, 3, 4, 5])).toBe(true);
    expect(written).toEqual([[0, 1, 2, 3]]);
    for (const position of [1, 2, 3]) expect(marks.beforeSend(position, none)).toBe(true);
    expect(written).toHaveLength(1);
    marks.beforeSend(4, () => [5]);
    expect(written).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  it('never holds one that has its outcome or went back', () => {
    const { marks, written, back } = marksOf(10);
    for (const position of [0, 1, 2]) marks.queued(position);
    marks.settled(1);
    marks.returned(2);
    marks.beforeSend(0, none);
    expect(written).toEqual([[0]]);
    expect(back).toEqual([]);
  });

  it('is marked once: what is marked already is neither marked nor taken back again', () => {
    const { marks, written, back } = marksOf(3);
    marks.beforeSend(0, () => [1, 2]);
    marks.queued(1);
    marks.beforeSend(5, () => [2, 6]);
    expect(written).toEqual([
      [0, 1, 2],
      [5, 6],
    ]);
    for (const position of [0, 1, 2, 5, 6]) marks.settled(position);
    marks.close();
    expect(back).toEqual([]);
  });

  it('reads no further than one step', () => {
    const { marks, written } = marksOf(2);
    marks.queued(1);
    marks.beforeSend(0, () => {
      throw new Error('read too far');
    });
    expect(written).toEqual([[0, 1]]);
  });

  it('is taken back when the server did not read it, and marked anew before it leaves again', () => {
    const { marks, written, back } = marksOf(1);
    marks.beforeSend(7, none);
    marks.returned(7);
    marks.beforeSend(7, none);
    expect(back).toEqual([[7]]);
    expect(written).toEqual([[7], [7]]);
  });

  it('is taken back at the end where it never left', () => {
    const { marks, back } = marksOf(3);
    marks.beforeSend(0, () => [1, 2]);
    marks.settled(0);
    marks.close();
    expect(back).toEqual([[1, 2]]);
  });

  it('does not leave when the ledger forbids it', () => {
    const { marks } = marksOf(3, false);
    expect(marks.beforeSend(0, none)).toBe(false);
  });

  it.each([
    [1200, undefined, 50],
    [10, undefined, 10],
    [1200, 1, 1],
    [1200, 200, 10],
    [1200, 100_000, 50],
  ])('with a window of %s and a rate of %s comes in steps of %s', (window, rate, step) => {
    expect(marksPerWrite(window, rate)).toBe(step);
  });
});
