package io.keyturn.examples.mailjet;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;

/** A pair of Mailjet keys no form of which may be seen. */
record Pair(String key, String secret) {

  static Pair random() {
    return new Pair(LeakGuard.canary().text(), LeakGuard.canary().text());
  }

  MailjetKeys keys() {
    return new MailjetKeys(Secret.of(key), Secret.of(secret));
  }

  String json() {
    return "{\"api_key\":\"" + key + "\",\"secret_key\":\"" + secret + "\"}";
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "Pair[]";
  }
}
