package io.keyturn.provider.env;

import java.time.Duration;

/** Looks again without waiting, and counts how often it would have waited. */
class Unhurried extends Settling {
  private int pauses;

  @Override
  void pause(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pauses++;
  }

  int pauses() {
    return pauses;
  }
}
