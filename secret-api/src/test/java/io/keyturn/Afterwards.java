package io.keyturn;

import java.util.Objects;

/** Something done at the one moment in which another thread could come between. */
final class Afterwards {
  private Afterwards() {}

  /**
   * Does it when this thread leaves the engine's lock the next time, as if another thread had been
   * waiting for that.
   *
   * @param any handle of the engine
   */
  static void leaving(Rotating<?> any, Runnable what) {
    Objects.requireNonNull(any.node()).engine.afterwards(what);
  }
}
