package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reader lives through. */
class ReadingTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void the_first_read_fetches_and_later_ones_do_not() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();

    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(secrets.get("KEY")).isSameAs(secrets.get("KEY"));
    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void names_of_one_bundle_share_one_fetch() {
    world.putPair();
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    secrets.get("SECRET");

    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void a_change_is_seen_when_the_ttl_is_over_and_not_before() {
    String before = world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    String after = world.put("KEY");

    world.time.advance(World.TTL.minusNanos(1));
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(before);
    world.time.advance(Duration.ofNanos(1));
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @Test
  void a_name_with_a_ttl_of_its_own_is_looked_at_by_that() {
    world.put("KEY");
    Secrets secrets =
        world.open(world.builder().executor(Runnable::run).ttlFor("KEY", Duration.ofSeconds(30)));
    secrets.get("KEY");
    String after = world.put("KEY");

    world.time.advance(Duration.ofSeconds(30));
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @Test
  void the_last_value_is_served_whatever_a_look_says() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");

    world.store.goOffline();
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    world.store.online();
    world.store.denyAccess("app");
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    world.store.online();
    world.store.delete("app");
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    world.store.put("app", "not JSON");
    world.passTtl();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
  }

  @Test
  void a_failed_look_is_tried_again_after_pauses_that_double() {
    world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.store.goOffline();
    world.passTtl();
    assertThat(world.store.fetches("app")).isEqualTo(2);

    world.time.advance(Duration.ofSeconds(1));
    assertThat(world.store.fetches("app")).isEqualTo(3);
    world.time.advance(Duration.ofSeconds(2));
    assertThat(world.store.fetches("app")).isEqualTo(4);
    world.time.advance(Duration.ofSeconds(4));
    assertThat(world.store.fetches("app")).isEqualTo(5);
  }

  @Test
  void the_pause_is_never_longer_than_the_ttl_and_a_returning_store_is_found_within_it() {
    world.put("KEY");
    Secrets secrets =
        world.open(world.builder().executor(Runnable::run).ttl(Duration.ofSeconds(1)));
    secrets.get("KEY");
    world.store.goOffline();
    world.time.advance(Duration.ofSeconds(60));
    world.store.online();
    String after = world.put("KEY");

    world.time.advance(Duration.ofSeconds(1));
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(after);
  }

  @Test
  void a_missing_undeclared_name_is_known_missing_until_a_reader_comes_after_the_negative_ttl() {
    Secrets secrets = world.secrets();
    assertThatThrownBy(() -> secrets.get("KEY"))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("'KEY'")
        .hasMessageContaining("memory://app");
    String value = world.put("KEY");
    assertThat(secrets.find("KEY")).isEmpty();
    assertThat(world.store.fetches("app")).isEqualTo(1);

    world.time.advance(Duration.ofSeconds(10));
    assertThat(world.store.fetches("app")).as("nobody asked").isEqualTo(1);
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
  }

  @Test
  void a_missing_name_that_somebody_holds_is_looked_for_in_the_background() {
    Secrets secrets = world.open(world.builder().executor(Runnable::run).optional("KEY"));
    assertThat(secrets.find("KEY")).isEmpty();
    String value = world.put("KEY");

    world.passTtl();
    assertThat(world.store.fetches("app")).isEqualTo(2);
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(world.store.fetches("app")).isEqualTo(2);
  }

  @Test
  void each_reader_gets_an_exception_of_his_own() {
    Secrets secrets = world.secrets();
    List<SecretException> thrown = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try {
        secrets.get("KEY");
      } catch (SecretException e) {
        thrown.add(e);
      }
    }

    assertThat(thrown).hasSize(2);
    assertThat(thrown.get(0)).isNotSameAs(thrown.get(1));
    assertThat(thrown.get(1).name()).contains("KEY");
  }

  @Test
  void find_is_empty_only_for_a_definite_not_found() {
    Secrets secrets = world.secrets();
    world.store.put("app", Map.of("OTHER", LeakGuard.canary().text(), "EMPTY", ""));
    assertThat(secrets.find("KEY")).isEmpty();
    assertThatThrownBy(() -> secrets.find("EMPTY"))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void find_throws_in_an_outage_and_where_it_is_denied() {
    Secrets secrets = world.secrets();
    world.store.goOffline();
    assertThatThrownBy(() -> secrets.find("KEY")).isInstanceOf(SecretUnavailableException.class);
    world.store.online();
    world.store.denyAccess("app");
    world.time.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> secrets.find("KEY")).isInstanceOf(SecretAccessDeniedException.class);
  }

  @Test
  void what_is_no_name_is_refused() {
    Secrets secrets = world.secrets();
    for (String wrong : List.of("MAILJET KEY", "a/b", "line\nbreak", "", "1KEY")) {
      assertThatThrownBy(() -> secrets.get(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a name")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void a_bundle_over_one_mebibyte_is_refused_whatever_provider_gave_it() {
    SecretBundle big = SecretBundle.of("x".repeat(SecretBundle.MAX_BYTES + 1));
    assertThatThrownBy(
            () ->
                world.open(
                    Secrets.builder()
                        .store("big", world.checked(bundle -> big))
                        .locate("KEY", "big://x")))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void a_thousand_readers_of_one_new_bundle_make_one_fetch() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    ExecutorService readers = Executors.newFixedThreadPool(1000);
    CountDownLatch started = new CountDownLatch(1000);
    List<Future<Secret>> reads = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      reads.add(
          readers.submit(
              () -> {
                started.countDown();
                return secrets.get("KEY");
              }));
    }
    started.await();
    world.store.awaitHanging(1);
    world.store.online();

    for (Future<Secret> read : reads) {
      assertThat(read.get(30, TimeUnit.SECONDS)).isNotNull();
    }
    readers.shutdownNow();
    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void a_first_reader_waits_no_longer_than_the_read_timeout_and_the_look_goes_on()
      throws Exception {
    String value = world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    Future<Throwable> reader = Threads.thrownBy(() -> secrets.get("KEY"));
    world.store.awaitHanging(1);
    world.time.advance(Duration.ofSeconds(10));
    Threads.ringUntilDone(world.time, reader);

    assertThat(reader.get())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("keyturn.read-timeout");
    world.store.online();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void a_call_that_takes_too_long_is_given_up_and_its_late_answer_ignored() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder().readTimeout(Duration.ofMinutes(2)));
    world.store.hang();
    Future<Throwable> reader = Threads.thrownBy(() -> secrets.get("KEY"));
    world.store.awaitHanging(1);
    world.time.advance(Duration.ofSeconds(30));
    Threads.ringUntilDone(world.time, reader);

    assertThat(reader.get())
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("keyturn.fetch-timeout");
  }

  @Test
  void an_interrupted_reader_leaves_at_once_with_the_flag_set() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    Thread[] reader = new Thread[1];
    boolean[] flag = new boolean[1];
    Future<Throwable> read =
        Threads.thrownBy(
            () -> {
              reader[0] = Thread.currentThread();
              try {
                secrets.get("KEY");
              } finally {
                flag[0] = Thread.interrupted();
              }
            });
    world.store.awaitHanging(1);
    reader[0].interrupt();

    assertThat(read.get(10, TimeUnit.SECONDS)).isInstanceOf(SecretUnavailableException.class);
    assertThat(flag[0]).isTrue();
  }

  @Test
  void a_provider_that_throws_something_else_is_unavailable_and_named_by_class() {
    Secrets secrets =
        world.open(
            Secrets.builder()
                .executor(Runnable::run)
                .store(
                    "broken",
                    world.checked(
                        bundle -> {
                          throw new IllegalStateException(LeakGuard.canary().text());
                        }))
                .locate("KEY", "broken://x")
                .optional("KEY"));
    assertThatThrownBy(() -> secrets.get("KEY"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("java.lang.IllegalStateException")
        .hasNoCause();
  }

  @Test
  void what_cannot_change_is_not_looked_at_again() {
    world.store.put(
        "app", SecretBundle.builder().field("KEY", LeakGuard.canary().text()).fixed().build());
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.time.advance(Duration.ofDays(1));

    assertThat(world.store.fetches("app")).isEqualTo(1);
  }

  @Test
  void a_store_that_wants_to_be_asked_sooner_is() {
    world.store.put(
        "app",
        SecretBundle.builder()
            .field("KEY", LeakGuard.canary().text())
            .lookAgainIn(Duration.ofSeconds(20))
            .build());
    Secrets secrets = world.secrets();
    secrets.get("KEY");
    world.time.advance(Duration.ofSeconds(20));

    assertThat(world.store.fetches("app")).isEqualTo(2);
  }

  @Test
  void an_asynchronous_reader_gets_what_the_others_get() {
    Secrets secrets = world.secrets();
    assertThat(secrets.getAsync("KEY"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(SecretNotFoundException.class);
    String value = world.put("KEY");
    world.time.advance(Duration.ofSeconds(10));

    assertThat(secrets.getAsync("KEY").join().exposeString()).isEqualTo(value);
    assertThat(secrets.getAsync("KEY").join()).isSameAs(secrets.get("KEY"));
  }

  @Test
  void an_asynchronous_reader_waits_no_longer_than_the_read_timeout() throws Exception {
    world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    CompletableFuture<Secret> read = secrets.getAsync("KEY");
    assertThat(read).isNotDone();
    world.time.advance(Duration.ofSeconds(10));

    assertThat(read)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void what_follows_a_secret_holds_up_no_other_of_its_batch() throws Exception {
    InMemoryProvider batching = InMemoryProvider.batching(10);
    batching.put("a", "1").put("b", "2");
    batching.hang();
    try (Secrets secrets =
        Secrets.builder()
            .store("s", world.checked(batching))
            .active("s")
            .template("s", "{name}")
            .build()) {
      CompletableFuture<Secret> b = secrets.getAsync("b");
      CompletableFuture<Secret> a = secrets.getAsync("a");
      CompletableFuture<Secret> follows =
          b.thenCombine(a.thenApply(x -> secrets.get("b")), (x, y) -> y);
      batching.online();

      assertThat(follows.get().exposeString()).isEqualTo("2");
    }
  }

  @Test
  void code_that_waits_for_one_secret_can_read_another_of_the_same_batch() {
    InMemoryProvider store = InMemoryProvider.batching(10).put("a", "of a").put("b", "of b");
    store.hang();
    Secrets secrets =
        world.open(
            Secrets.builder()
                .store("batching", world.checked(store))
                .active("batching")
                .template("batching", "{name}")
                .locate("A", "batching://a")
                .locate("B", "batching://b")
                .optional("A", "B")
                .time(world.time));
    CompletableFuture<String> ofB =
        secrets.getAsync("A").thenApply(a -> secrets.get("B").exposeString());
    store.online();

    assertThat(ofB).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("of b");
  }
}
