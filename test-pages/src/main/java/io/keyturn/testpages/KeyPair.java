package io.keyturn.testpages;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import java.util.Map;

/** A pair of random keys, as the page's examples have one. */
public record KeyPair(Canary apiKey, Canary secretKey) {
  public static KeyPair random() {
    return new KeyPair(LeakGuard.canary(), LeakGuard.canary());
  }

  public Map<String, String> values() {
    return Map.of("MAILJET_API_KEY", apiKey.text(), "MAILJET_SECRET_KEY", secretKey.text());
  }

  public String dotenv() {
    return "MAILJET_API_KEY=" + apiKey.text() + "\nMAILJET_SECRET_KEY=" + secretKey.text() + "\n";
  }

  /** As {@link TurningChild} tells it. */
  public String digest() {
    return TurningChild.digest(apiKey.text(), secretKey.text());
  }

  public void assertReadBy(ChildJvm child) throws InterruptedException {
    assertThat(child.await("read ")).isEqualTo(digest());
  }

  /** The next turn of a program is to this pair, and not to a half of it. */
  public void assertTurnedToBy(ChildJvm child) throws InterruptedException {
    assertThat(child.await("turned to ")).isEqualTo(digest());
  }
}
