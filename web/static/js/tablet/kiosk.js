/** (stand-in) Keeps the tablet on this page. */
export function guardKiosk() {}
