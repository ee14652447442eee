/*
 * What waits on a device and is sent when the line allows it, in one window only. `waiting()` gives
 * what goes next, all of it or a part; `send(things)` sends it; `refused(things, error)` hears that
 * the server will not have it; `shown(signedOut)` shows how much waits.
 */
import { Refused, SignedOut, patience } from "./line.js";

export class Queue {
  constructor(name, work) {
    this.name = name;
    this.work = work;
    addEventListener("online", () => this.proceed());
  }

  proceed() {
    this.wanted = true;
    this.going ??= this.run();
    return this.going;
  }

  /* Again, where something was added while the last of it was on its way. */
  async run() {
    do {
      this.wanted = false;
      await this.alone(() => this.empty()).catch(() => {});
    } while (this.wanted);
    this.going = undefined;
  }

  async alone(act) {
    return navigator.locks ? navigator.locks.request(this.name, act) : act();
  }

  async empty() {
    for (let tries = 0; ; ) {
      const things = await this.work.waiting();
      if (!things.length) return;
      try {
        await this.work.send(things);
        tries = 0;
      } catch (error) {
        if (error instanceof SignedOut) {
          await this.work.shown(true);
          return;
        }
        if (error instanceof Refused && error.status < 500 && error.status !== 429) {
          await this.work.refused(things, error);
        } else if (!navigator.onLine) {
          return; // the browser says when the line is back
        } else await patience(tries++);
      }
      await this.work.shown();
    }
  }
}
