package io.keyturn.examples.mailjet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/** The pairs of keys that a {@link MailjetStandIn} takes. Thread-safe; prints none of them. */
final class Accounts {
  private final boolean learning;
  private final Map<String, String> secrets = new HashMap<>();

  /**
   * Starts without any.
   *
   * @param learning whether a pair nobody has seen is taken and kept, as if it had just been made;
   *     not one whose key is known with another secret, or its secret with another key (a half of a
   *     pair), and none that begins with {@code wrong}
   */
  Accounts(boolean learning) {
    this.learning = learning;
  }

  synchronized void activate(String key, String secret) {
    secrets.put(key, secret);
  }

  synchronized void deactivate(String key) {
    secrets.remove(key);
  }

  synchronized boolean accept(String key, String secret) {
    String known = secrets.get(key);
    if (known == null && learning && mayBeNew(key, secret)) {
      activate(key, secret);
      return true;
    }
    return known != null && same(known, secret);
  }

  private boolean mayBeNew(String key, String secret) {
    return !secrets.containsValue(secret)
        && !key.startsWith("wrong")
        && !secret.startsWith("wrong");
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
