package io.keyturn;

/**
 * Hears what happens to a {@link Secrets}, to count and measure it; given to {@link
 * Secrets.Builder#listener}.
 *
 * <p>Events come one at a time, in their order, on a thread that may wait. A listener that is slow
 * delays nobody: when more than 1,000 events wait for it the oldest are dropped. What it throws is
 * logged, by its class.
 */
@FunctionalInterface
public interface SecretsListener {
  /**
   * Hears of an event.
   *
   * @param event what happened
   */
  void on(SecretsEvent event);
}
