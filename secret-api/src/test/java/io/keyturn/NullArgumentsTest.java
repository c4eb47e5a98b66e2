package io.keyturn;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.InMemoryProvider;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Null where nothing may be null is told at once, by the name of the argument. */
@SuppressWarnings("NullAway") // on purpose
class NullArgumentsTest {
  private record Keys(@SecretName("KEY") Secret key) {}

  private static Arguments told(
      String call, String argument, Consumer<? super Secrets.Builder> what) {
    return arguments(named(call, what), argument);
  }

  static Stream<Arguments> builderCalls() {
    return Stream.of(
        told("active", "id", b -> b.active(null)),
        told("config", "file", b -> b.config(null)),
        told("executor", "executor", b -> b.executor(null)),
        told("listener", "listener", b -> b.listener(null)),
        told("locate(null, ..)", "name", b -> b.locate(null, "m://p")),
        told("locate(.., null)", "locations", b -> b.locate("KEY", (String) null)),
        told("locate without an array", "locations", b -> b.locate("KEY", (String[]) null)),
        told("locateIn(null, .., ..)", "id", b -> b.locateIn(null, "KEY", "p")),
        told("locateIn(.., null, ..)", "name", b -> b.locateIn("m", null, "p")),
        told("locateIn(.., .., null)", "location", b -> b.locateIn("m", "KEY", null)),
        told("lookup", "caller", b -> b.lookup(null)),
        told("optional", "names", b -> b.optional((String) null)),
        told("properties", "properties", b -> b.properties(null)),
        told("require a name", "names", b -> b.require((String) null)),
        told("require a record", "type", b -> b.require((Class<Keys>) null)),
        told("store(null, ..)", "id", b -> b.store(null, new InMemoryProvider())),
        told("store(.., null)", "provider", b -> b.store("m", null)),
        told("template(null, ..)", "id", b -> b.template(null, "p")),
        told("template(.., null)", "location", b -> b.template("m", null)),
        told("time", "time", b -> b.time(null)),
        told("verify(null name, ..)", "name", b -> b.verify((String) null, key -> {})),
        told("verify(name, null)", "verifier", b -> b.verify("KEY", null)),
        told("verify(null type, ..)", "type", b -> b.verify((Class<Keys>) null, keys -> {})),
        told("verify(type, null)", "verifier", b -> b.verify(Keys.class, null)),
        told("whenTooOld", "what", b -> b.whenTooOld(null)));
  }

  static Stream<Arguments> times() {
    return Stream.of(
        told("ttl", "ttl", b -> b.ttl(null)),
        told("ttlFor(null, ..)", "name", b -> b.ttlFor(null, null)),
        told("ttlFor(.., null)", "ttl", b -> b.ttlFor("KEY", null)),
        told("negativeTtl", "ttl", b -> b.negativeTtl(null)),
        told("retry", "pause", b -> b.retry(null)),
        told("retryMax", "pause", b -> b.retryMax(null)),
        told("startupTimeout", "timeout", b -> b.startupTimeout(null)),
        told("readTimeout", "timeout", b -> b.readTimeout(null)),
        told("fetchTimeout", "timeout", b -> b.fetchTimeout(null)),
        told("verifyTimeout", "timeout", b -> b.verifyTimeout(null)),
        told("buildTimeout", "timeout", b -> b.buildTimeout(null)),
        told("drain", "drain", b -> b.drain(null)),
        told("idle", "idle", b -> b.idle(null)),
        told("maxStale", "age", b -> b.maxStale(null)),
        told("overlap", "overlap", b -> b.overlap(null)));
  }

  @ParameterizedTest
  @MethodSource({"builderCalls", "times"})
  void a_builder_names_the_argument(Consumer<Secrets.Builder> call, String argument) {
    assertThatNullPointerException()
        .isThrownBy(() -> call.accept(Secrets.builder()))
        .withMessage(argument);
  }

  private static Arguments asked(String call, String argument, Function<? super Secrets, ?> what) {
    return arguments(named(call, what), argument);
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        asked("getAsync", "name", s -> s.getAsync(null).join()),
        asked("refresh", "name", s -> s.refresh(null)),
        asked("rotating a name", "name", s -> s.rotating((String) null)),
        asked("rotating a record", "type", s -> s.rotating((Class<Keys>) null)),
        asked("rotating(null, type)", "caller", s -> s.rotating(null, Keys.class)),
        asked("rotating(lookup, null)", "type", s -> s.rotating(MethodHandles.lookup(), null)),
        asked("rotating(null, .., ..)", "a", s -> s.rotating(null, "B", (a, b) -> a)),
        asked("rotating(.., null, ..)", "b", s -> s.rotating("A", null, (a, b) -> a)),
        asked("rotating(.., .., null)", "make", s -> s.rotating("A", "B", null)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void secrets_name_the_argument(Function<Secrets, ?> call, String argument) {
    try (Secrets secrets =
        Secrets.builder().store("m", new InMemoryProvider()).template("m", "{name}").build()) {
      assertThatNullPointerException().isThrownBy(() -> call.apply(secrets)).withMessage(argument);
    }
  }
}
