import { describe, expect, it } from 'vitest';
import {
  afterKey,
  afterSilence,
  askWhether,
  type Question,
} from '../../server/callback-dialogue.ts';

describe('what is pressed', () => {
  const media = {
    offer: ['o'],
    number: ['n'],
    confirm: ['c'],
    enter: ['e'],
    failed: [],
    greet: [],
  };
  const keys = ['1', '2', '0', '*', '#'];

  it('leads to no other number than one that was read back, whatever it is', () => {
    const known = '0312345678';
    const terms = { confirm: true, otherNumber: true, media };
    let accepted = 0;
    const play = (question: Question, pressed: string, heard: string): void => {
      for (const key of [...keys, 'silence']) {
        const move =
          key === 'silence' ? afterSilence(terms, question) : afterKey(terms, question, key, known);
        if ('end' in move) {
          if (move.end !== 'accepted') continue;
          accepted++;
          expect(heard, pressed).toBe(`digits:${move.number}`);
        } else if (pressed.length < 7) {
          const said = move.say?.find((each) => each.startsWith('digits:'));
          play(move.question, pressed + key[0], said ?? heard);
        }
      }
    };
    const first = askWhether(terms);
    if ('question' in first) play(first.question, '', '');
    expect(accepted).toBeGreaterThan(100);
  });
});
