package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader lives through, whether he waits with a thread or without one. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReaderTableTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private enum Way {
    GET {
      @Override
      Secret read(Secrets secrets) {
        return secrets.get("KEY");
      }
    },
    GET_ASYNC {
      @Override
      Secret read(Secrets secrets) {
        try {
          return secrets.getAsync("KEY").join();
        } catch (CompletionException e) {
          if (e.getCause() instanceof SecretException failure) {
            throw failure;
          }
          throw e;
        }
      }
    };

    abstract Secret read(Secrets secrets);
  }

  private int looks() {
    return world.store.fetches("app");
  }

  // ---- without a value

  @ParameterizedTest
  @EnumSource
  void what_is_missing_is_not_found(Way way) {
    Secrets secrets = world.secrets();

    assertThatThrownBy(() -> way.read(secrets))
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("'KEY'");
  }

  @ParameterizedTest
  @EnumSource
  void what_is_denied_is_denied(Way way) {
    world.put("KEY");
    world.store.denyAccess("app");
    Secrets secrets = world.secrets();

    assertThatThrownBy(() -> way.read(secrets))
        .isInstanceOf(SecretAccessDeniedException.class)
        .hasMessageContaining("'KEY'");
  }

  @ParameterizedTest
  @EnumSource
  void what_cannot_be_read_is_malformed(Way way) {
    world.store.put("app", "no JSON");
    Secrets secrets = world.secrets();

    assertThatThrownBy(() -> way.read(secrets))
        .isInstanceOf(SecretFormatException.class)
        .hasMessageContaining("'KEY'");
  }

  @ParameterizedTest
  @EnumSource
  void after_a_failed_try_the_failure_is_told_at_once(Way way) {
    world.put("KEY");
    world.store.goOffline();
    Secrets secrets = world.secrets();
    assertThatThrownBy(() -> way.read(secrets)).isInstanceOf(SecretUnavailableException.class);
    world.store.hang();

    assertThatThrownBy(() -> way.read(secrets)).isInstanceOf(SecretUnavailableException.class);
    assertThat(looks()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void after_the_pause_the_next_reader_tries_again(Way way) {
    String value = world.put("KEY");
    world.store.goOffline();
    Secrets secrets = world.secrets();
    assertThatThrownBy(() -> way.read(secrets)).isInstanceOf(SecretUnavailableException.class);
    world.store.online();
    world.time.advance(A_SECOND);

    assertThat(way.read(secrets).exposeString()).isEqualTo(value);
  }

  // ---- with one

  @ParameterizedTest
  @EnumSource
  void while_a_refused_candidate_is_held_back_the_old_value_is_served(Way way) {
    String value = world.put("KEY");
    Secrets secrets =
        world.open(world.builder().executor(Runnable::run).verify("KEY", key -> refuse()));
    way.read(secrets);
    world.put("KEY");
    world.passTtl();

    assertThat(way.read(secrets).exposeString()).isEqualTo(value);
    assertThat(secrets.status().bundles().get(0).refused()).contains("2");
  }

  private static void refuse() {
    throw new IllegalStateException();
  }

  @ParameterizedTest
  @EnumSource
  void while_looks_fail_the_last_value_is_served(Way way) {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    way.read(secrets);
    world.store.denyAccess("app");
    world.passTtl();

    assertThat(way.read(secrets).exposeString()).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource
  void while_a_look_hangs_the_value_is_served_at_once(Way way) {
    String value = world.put("KEY");
    Secrets secrets = lookThatHangs();

    assertThat(way.read(secrets).exposeString()).isEqualTo(value);
    assertThat(looks()).isEqualTo(3);
    letItEnd(secrets);
  }

  @Test
  void while_a_look_hangs_a_handle_serves_it_at_once() {
    String value = world.put("KEY");
    Secrets secrets = lookThatHangs();

    assertThat(secrets.rotating("KEY").get().exposeString()).isEqualTo(value);
    assertThat(looks()).isEqualTo(3);
    letItEnd(secrets);
  }

  /** The third look at the bundle, which has turned meanwhile. */
  private Secrets lookThatHangs() {
    Secrets secrets = world.open(world.builder().require("KEY"));
    secrets.refresh("KEY"); // which ends when the next look has its alarm
    world.store.hang();
    world.put("KEY");
    world.passTtl();
    world.store.awaitHanging(1);
    return secrets;
  }

  private void letItEnd(Secrets secrets) {
    world.store.online();
    while (!secrets.get("KEY").version().equals("2")) {
      Thread.onSpinWait();
    }
  }

  // ---- who waits without a thread and leaves

  @Test
  void who_cancels_his_own_future_ends_nothing_for_others() {
    String value = world.put("KEY");
    Secrets secrets = world.open(world.builder());
    world.store.hang();
    CompletableFuture<Secret> mine = secrets.getAsync("KEY");
    CompletableFuture<Secret> others = secrets.getAsync("KEY");
    world.store.awaitHanging(1);
    assertThat(mine.cancel(true)).isTrue();
    Future<Secret> reader = Threads.start(() -> secrets.get("KEY"));
    world.store.online();

    assertThat(others.join().exposeString()).isEqualTo(value);
    assertThat(reader).succeedsWithin(A_SECOND.multipliedBy(5));
    assertThat(looks()).isEqualTo(1);
  }

  @Test
  void who_completes_his_own_future_is_the_only_one_who_reads_that() {
    String value = world.put("KEY");
    Secrets secrets = world.secrets();
    secrets.getAsync("KEY").obtrudeValue(Secret.of("mine"));

    assertThat(secrets.getAsync("KEY").join().exposeString()).isEqualTo(value);
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(value);
  }
}
