package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads there are on the machine's own time, and that they end. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SystemThreadsTest {
  /** Less than a thread stays without work. */
  private static final long MOST_MILLIS = 5_000;

  private static final List<String> NAMES = List.of("A", "B", "C");

  private final Set<Thread> ofOthers = threads();
  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();
  private final InMemoryProvider store = new InMemoryProvider();

  @BeforeEach
  void put() {
    NAMES.forEach(name -> store.put(name, LeakGuard.canary().text()));
  }

  private static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("keyturn-"));
    return threads;
  }

  /** Takes note of the threads there are by now. */
  private void see() {
    Set<Thread> mine = threads();
    mine.removeAll(ofOthers);
    seen.addAll(mine);
  }

  private Secrets.Builder builder() {
    return Secrets.builder()
        .store("memory", new Seeing())
        .store("other", new InMemoryProvider())
        .active("memory")
        .template("memory", "{name}");
  }

  /** Looks at the threads when it is asked, since some may be there then only. */
  private final class Seeing extends Delegating {
    private Seeing() {
      super(store);
    }

    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      see();
      return super.fetch(bundle);
    }
  }

  /** Secrets that have turned, with a listener and an object made from them. */
  private Secrets inUse() {
    Secrets secrets = builder().require(NAMES.toArray(String[]::new)).build();
    for (String name : NAMES) {
      Rotating<?> made = secrets.rotating(name).map(key -> key.version(), old -> see());
      made.onRotation(turn -> see());
      store.put(name, LeakGuard.canary().text());
    }
    secrets.refresh();
    see();
    return secrets;
  }

  private void awaitEnds() throws InterruptedException {
    for (Thread thread : seen) {
      thread.join(MOST_MILLIS);
    }
  }

  @Test
  void one_of_them_is_the_timer() {
    try (Secrets secrets = inUse()) {
      assertThat(secrets.get("A")).isNotNull();
      assertThat(seen).extracting(Thread::getName).containsOnlyOnce("keyturn-timer");
    }
  }

  @Test
  void all_are_daemons() {
    inUse().close();

    assertThat(seen).hasSizeGreaterThan(1).allMatch(Thread::isDaemon);
  }

  @Test
  void none_is_left_when_all_is_closed() throws InterruptedException {
    inUse().close();
    see();
    awaitEnds();

    assertThat(threads()).isSubsetOf(ofOthers);
  }

  @Test
  void none_is_left_of_a_start_that_fails() throws InterruptedException {
    assertThatThrownBy(() -> builder().require("A", "MISSING").build())
        .isInstanceOf(SecretNotFoundException.class);
    see();
    awaitEnds();

    assertThat(seen).extracting(Thread::getName).contains("keyturn-timer");
    assertThat(threads()).isSubsetOf(ofOthers);
  }
}
