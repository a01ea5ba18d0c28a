/** (stand-in) One switch, or two. */
export class Scan {
  start() {}
  stop() {}
  refresh() {}
}
