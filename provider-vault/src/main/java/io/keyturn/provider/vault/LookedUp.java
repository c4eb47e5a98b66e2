package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.Map;

/**
 * What Vault says of a token that somebody else made.
 *
 * @param ttl what is left of its life; zero for ever
 * @param whole what to renew it by: its period, or its first life
 * @param uses how many requests it is still good for: zero for any number, below if used up
 */
record LookedUp(Duration ttl, Duration whole, boolean renewable, int uses) {

  /** The {@code data} of the answer to {@code auth/token/lookup-self}. */
  static LookedUp of(Answer answer) {
    Map<String, String> data = Json.data(answer);
    long first = Json.numberOrZero(data, "creation_ttl");
    long period = Json.numberOrZero(data, "period");
    long ttl = Json.numberOrZero(data, "ttl"); // rounded down
    return new LookedUp(
        Duration.ofSeconds(first == 0 ? ttl : Math.max(ttl, 1)),
        Duration.ofSeconds(period == 0 ? first : period),
        "true".equals(data.get("renewable")),
        Json.count(data, "num_uses"));
  }

  Life life(long now) {
    return Life.of(now, ttl, whole, renewable);
  }
}
