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
    Map<String, String> answered = Json.members(answer.body());
    Map<String, String> data = Json.members(answered.getOrDefault("data", "null"));
    long first = number(data, "creation_ttl");
    long period = number(data, "period");
    long ttl = number(data, "ttl"); // rounded down
    return new LookedUp(
        Duration.ofSeconds(first == 0 ? ttl : Math.max(ttl, 1)),
        Duration.ofSeconds(period == 0 ? first : period),
        "true".equals(data.get("renewable")),
        (int) number(data, "num_uses"));
  }

  private static long number(Map<String, String> data, String name) {
    String number = data.getOrDefault(name, "0");
    return number.startsWith("-") ? -1 : Auth.number(number);
  }

  Life life(long now) {
    return Life.of(now, ttl, whole, renewable);
  }
}
