package mail;

import io.keyturn.testkit.LeakGuard;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Fails, by the guard alone: of what it tells nothing is printed. */
class LeakyTest {
  @Test
  void tells_its_canary() {
    LoggerFactory.getLogger("mail").trace("key {}", LeakGuard.canary().text());
  }
}
