package io.keyturn;

/**
 * How calls fared with the current value of a handle and with the one before it. Guarded by the
 * engine's lock.
 */
final class Tally {
  private static final int SEVERAL = 3;

  private Object current;
  private boolean accepted;
  private int rejected;
  private boolean acceptedBefore;

  Tally(Object current) {
    this.current = current;
  }

  /**
   * Another value is the current one.
   *
   * @param differs whether it is not the same secret once more
   */
  void turned(Object next, boolean differs) {
    current = next;
    if (differs) {
      acceptedBefore = accepted;
      accepted = false;
      rejected = 0;
    }
  }

  void accepted(Object used) {
    accepted |= used == current;
  }

  void rejected(Object used) {
    rejected += used == current ? 1 : 0;
  }

  /** The one before was rejected as well. */
  void rejectedBefore() {
    acceptedBefore = false;
  }

  /** Whether the current value never worked, several times, and the one before it did. */
  boolean isForTheOneBefore() {
    return !accepted && rejected >= SEVERAL && acceptedBefore;
  }
}
