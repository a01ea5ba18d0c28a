/** (stand-in) Asks staff for their PIN. */
export class Pin {
  static async ask() {
    return true;
  }
}
