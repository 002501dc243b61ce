// Our end (peer_echo) for the tests that run in Node.
import { spawn } from 'node:child_process';
import readline from 'node:readline';

export class Echo {
  constructor(...flags) {
    this.child = spawn(process.env.ANC_ECHO, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = [];
    this.waiting = [];
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      this.look();
    });
  }

  look() {
    this.waiting = this.waiting.filter(({ fits, resolve }) => {
      const at = this.lines.findIndex(fits);
      if (at < 0) return true;
      resolve(this.lines.splice(at, 1)[0]);
      return false;
    });
  }

  order(what) {
    this.child.stdin.write(`${JSON.stringify(what)}\n`);
  }

  /** The first line for which `fits` holds. */
  expect(fits, what) {
    const found = new Promise((resolve) => this.waiting.push({ fits, resolve }));
    this.look();
    return within(found, what);
  }

  event(name, peer = 1) {
    return this.expect((line) => line.event === name && line.peer === peer, `event ${name}`);
  }

  async answer(offer) {
    this.order({ offer });
    return (await this.expect((line) => line.answer, 'an answer')).answer;
  }

  async offer() {
    this.order({ push: true });
    return this.expect((line) => line.offer, 'an offer');
  }

  end() {
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.stdin.end();
    return ended;
  }
}

/** `what` may be a function, for words that are known only when it was in vain. */
export function within(promise, what, ms = 30000) {
  let timer;
  const late = new Promise((_, reject) => {
    const words = () => (typeof what === 'function' ? what() : what);
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s in vain for ${words()}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function expect(holds, what) {
  if (!holds) throw new Error(`does not hold: ${what}`);
}
