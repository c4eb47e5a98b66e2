package io.keyturn;

import java.util.concurrent.CountDownLatch;

/** Code that does not end when it is interrupted. */
final class Stubborn {
  private Stubborn() {}

  /** Waits for a latch, whoever interrupts. */
  static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
