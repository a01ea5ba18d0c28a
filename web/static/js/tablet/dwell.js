/** (stand-in) Resting the pointer presses. */
export class Dwell {
  start() {}
  stop() {}
}
