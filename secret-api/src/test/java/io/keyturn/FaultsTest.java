package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.InMemoryProvider;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever code of the user's or a provider does, other bundles go on, and nothing deadlocks. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
  private final World world = new World();
  private final CountDownLatch ran = new CountDownLatch(1);
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  @BeforeEach
  void put() {
    turn("A");
    turn("B");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void turn(String name) {
    world.store.put(name, LeakGuard.canary().text());
  }

  /** Where code of the user's is called by a turn of {@code A}. */
  enum Where {
    VERIFIER,
    BUILD,
    RETIRE,
    LISTENER,
    LISTENER_OF_ALL
  }

  /** Runs the code once, when {@code A} turns or right after. */
  private Secrets running(Where where, Consumer<Secrets> code) {
    CompletableFuture<Secrets> all = new CompletableFuture<>();
    Secrets.Builder builder = world.builder("{name}").require("A", "B").drain(Duration.ofMillis(1));
    if (where == Where.VERIFIER) {
      builder.verify("A", key -> run(code, all.join()));
    }
    if (where == Where.LISTENER_OF_ALL) {
      builder.listener(
          event -> {
            if (event instanceof SecretsEvent.Turned) {
              run(code, all.join());
            }
          });
    }
    Secrets secrets = world.open(builder);
    all.complete(secrets);
    Rotating<Secret> key = secrets.rotating("A");
    if (where == Where.BUILD) {
      key.map(
          secret -> {
            if (!secret.version().equals("1")) {
              run(code, secrets);
            }
            return secret;
          });
    }
    if (where == Where.RETIRE) {
      key.map(secret -> secret, old -> run(code, secrets));
    }
    if (where == Where.LISTENER) {
      key.onRotation(turned -> run(code, secrets));
    }
    return secrets;
  }

  private void run(Consumer<Secrets> code, Secrets secrets) {
    try {
      if (ran.getCount() > 0) {
        code.accept(secrets);
      }
    } catch (Throwable e) {
      thrown.set(e);
      throw e;
    } finally {
      ran.countDown();
    }
  }

  /** The code has run, and the turn has ended. */
  private void turnAndAwait(Secrets secrets) throws Exception {
    turn("A");
    Future<Throwable> refresh = Threads.thrownBy(() -> secrets.refresh("A"));
    while (ran.getCount() > 0) {
      Threads.advanceToAlarmWithin(world.time, Duration.ofMillis(1)); // the drain
      Thread.onSpinWait();
    }
    refresh.get();
  }

  private void assertOthersTurn(Secrets secrets) {
    turn("B");
    assertThat(secrets.refresh("B")).isTrue();
    assertThat(secrets.get("B").version()).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource
  void it_may_throw_what_it_likes(Where where) throws Exception {
    Secrets secrets =
        running(
            where,
            all -> {
              throw new LinkageError(LeakGuard.canary().text());
            });
    turnAndAwait(secrets);

    assertOthersTurn(secrets);
  }

  @ParameterizedTest
  @EnumSource
  void it_may_read_and_refresh_others(Where where) throws Exception {
    Secrets secrets =
        running(
            where,
            all -> {
              assertThat(all.get("A")).isNotNull();
              assertThat(all.refresh("B")).isFalse();
              assertThat(all.status().bundles()).hasSize(2);
            });
    turnAndAwait(secrets);

    assertThat(thrown).hasValue(null);
    assertOthersTurn(secrets);
  }

  @ParameterizedTest
  @EnumSource
  void it_may_refresh_its_own_bundle_unless_it_is_part_of_the_turn(Where where) throws Exception {
    Secrets secrets = running(where, all -> all.refresh("A"));
    turnAndAwait(secrets);

    if (where == Where.VERIFIER || where == Where.BUILD) {
      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is being turned");
    } else {
      assertThat(thrown).hasValue(null);
    }
    assertOthersTurn(secrets);
  }

  @ParameterizedTest
  @EnumSource
  void it_may_close_everything(Where where) throws Exception {
    world.ledgers.leaveSomeOnTheirWay(); // the turn, or what the retired object lives on
    Secrets secrets = running(where, Secrets::close);
    turnAndAwait(secrets);

    assertThat(thrown).hasValue(null);
    assertThatIllegalStateException().isThrownBy(() -> secrets.get("B"));
  }

  static Stream<ThrowingCallable> callsAfterTheEnd() {
    Secrets secrets =
        Secrets.builder()
            .store("memory", new InMemoryProvider().put("A", "value"))
            .locate("A", "memory://A")
            .build();
    Rotating<Secret> key = secrets.rotating("A");
    Rotating<String> made = key.map(Secret::version);
    secrets.close();
    return Stream.of(
        () -> secrets.get("A"),
        () -> secrets.find("A"),
        () -> secrets.getAsync("A").join(),
        () -> secrets.rotating("A").get(),
        () -> secrets.refresh("A"),
        secrets::refresh,
        key::get,
        key::accepted,
        made::get,
        () -> made.call(version -> version, failure -> false),
        () -> key.map(Secret::version));
  }

  @ParameterizedTest
  @MethodSource("callsAfterTheEnd")
  void after_the_end_there_is_nothing_to_get(ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(IllegalStateException.class),
            e -> assertThat(e).hasCauseInstanceOf(IllegalStateException.class));
  }

  /** A store whose calls end in an {@code Error}. */
  private static final class Broken implements SecretProvider {
    @Override
    public SecretBundle fetch(SecretLocation bundle) {
      throw new StackOverflowError(LeakGuard.canary().text());
    }

    @Override
    public void retire(SecretLocation bundle, String version) {
      throw new StackOverflowError();
    }

    @Override
    public void close() {
      throw new StackOverflowError();
    }
  }

  @Test
  void a_provider_that_throws_errors_is_an_unavailable_store() {
    Secrets secrets =
        world.open(
            world
                .builder("{name}")
                .require("B")
                .store("broken", world.checked(new Broken()))
                .locate("C", "broken://c")
                .optional("C"));

    assertThatThrownBy(() -> secrets.get("C"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("the provider threw java.lang.StackOverflowError");
    assertThat(List.of(secrets.get("B"))).isNotEmpty();
    assertOthersTurn(secrets);
  }
}
