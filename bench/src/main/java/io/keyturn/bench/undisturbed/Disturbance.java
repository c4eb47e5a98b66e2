package io.keyturn.bench.undisturbed;

/** What goes on while readers read. */
interface Disturbance {
  /** Ends it, and checks that it went on until now. */
  void end();
}
